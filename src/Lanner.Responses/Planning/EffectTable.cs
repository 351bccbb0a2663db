using Lanner.Rules;

namespace Lanner.Responses.Planning;

/// <summary>What a response is about, for telling whether it was done already.</summary>
readonly record struct EffectKey(string ContainerId, ResponseKind Kind, int Pid)
{
    public static EffectKey Of(RuleResponse response, ResponseTarget target) =>
        new(target.ContainerId, response.Kind, response.Kind == ResponseKind.Kill ? target.Pid : 0);
}

/// <summary>
/// Which actions are under way or in effect, so that a hundred alerts about one container do not pause it a hundred times. An event
/// from after the effect shows that the effect is over: what is paused makes none. Used from any thread; bounded.
/// </summary>
sealed class EffectTable
{
    /// <summary>The oldest go first; an action is then done once more, which does no harm.</summary>
    const int MaxEntries = 4096;

    readonly Lock _lock = new();
    readonly Dictionary<EffectKey, ulong> _until = [];
    readonly Queue<EffectKey> _order = [];

    /// <summary>Claims the action for the one who asks; false when it is under way, or was done after the event.</summary>
    public bool TryBegin(EffectKey key, ulong eventTimeNs)
    {
        lock (_lock)
        {
            if (_until.TryGetValue(key, out var until) && eventTimeNs <= until) return false;
            Set(key, ulong.MaxValue);
            return true;
        }
    }

    /// <summary>Events until then are no reason to do it again.</summary>
    public void End(EffectKey key, ulong untilNs)
    {
        lock (_lock) Set(key, untilNs);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _until.Clear();
            _order.Clear();
        }
    }

    /// <summary>It was not begun after all.</summary>
    public void Forget(EffectKey key)
    {
        lock (_lock)
        {
            // Its place in the order stays, and is passed over when its turn comes.
            if (_until.ContainsKey(key)) _until[key] = 0;
        }
    }

    void Set(EffectKey key, ulong untilNs)
    {
        if (!_until.ContainsKey(key)) _order.Enqueue(key);
        _until[key] = untilNs;
        if (_until.Count > MaxEntries) _until.Remove(_order.Dequeue());
    }
}
