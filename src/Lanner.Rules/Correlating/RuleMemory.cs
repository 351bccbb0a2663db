using Lanner.Filters;
using Lanner.State;

namespace Lanner.Rules.Correlating;

/// <summary>
/// What a rule remembers of earlier events, by key; bounded in keys and bytes: the key that was silent longest is forgotten first. A key
/// is forgotten when its time is over, and when the rule has alerted for it. One thread uses it; counters may be read from any.
/// </summary>
sealed class RuleMemory
{
    readonly IReadOnlyList<CorrelationStep> _steps;
    readonly ulong _withinNs;
    readonly ulong _lateNs;
    readonly Dictionary<byte[], KeyMemory> _keys = new(ByteKeyComparer.Instance);
    readonly Dictionary<byte[], KeyMemory>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    readonly KeyWriter _key = new();
    readonly KeyWriter _value = new();
    int _maxKeys;
    long _maxBytes;
    KeyMemory? _oldest;
    KeyMemory? _newest;
    long _count;
    long _bytes;
    long _expired;
    long _evicted;

    /// <param name="lateNs">How long after its time an event may come, which had to wait for its container's detail.</param>
    public RuleMemory(Correlation correlation, int maxKeys, long maxBytes, ulong lateNs)
    {
        Fingerprint = correlation.Fingerprint;
        _steps = correlation.Steps;
        _withinNs = correlation.WithinNs;
        _maxKeys = maxKeys;
        _maxBytes = maxBytes;
        _lateNs = lateNs;
        _lookup = _keys.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public string Fingerprint { get; }

    public CorrelationCounters Counters =>
        new((int)Volatile.Read(ref _count), Volatile.Read(ref _bytes), Volatile.Read(ref _expired), Volatile.Read(ref _evicted));

    /// <summary>Takes an event that is a step of the rule. What led to the alert, when it completes the last step; else null.</summary>
    public Recollection? Take(int at, in EventContext context)
    {
        var step = _steps[at];
        if (!_key.TryWrite(step.By, context)) return null;
        if (step.Distinct is { } distinct && !_value.TryWrite(distinct, context)) return null;
        var nowNs = context.Event.TimeNs;
        Expire(nowNs);
        _lookup.TryGetValue(_key.Written, out var memory);
        var (before, startNs) = ((Moment?)null, nowNs);
        if (at > 0)
        {
            if (memory?.Complete(at - 1, nowNs, _withinNs) is not { } complete) return null;
            (before, startNs) = complete;
        }

        var isLast = at == _steps.Count - 1;
        if (isLast && step.Times == 1)
        {
            Forget(memory!);
            return Recall(1, startNs, before);
        }

        memory = Remember(memory, at, new Moment(step, context, startNs, before, step.Distinct is null ? default : _value.Written));
        if (!isLast || memory.Complete(at, null, _withinNs) is not { } alert) return null;
        Forget(memory);
        return Recall(step.Times, alert.StartNs, alert.Last.Before);
    }

    /// <summary>Changes the limits.</summary>
    public void Limit(int maxKeys, long maxBytes)
    {
        _maxKeys = maxKeys;
        _maxBytes = maxBytes;
        MakeRoom();
    }

    /// <summary>Forgets the keys whose time is over.</summary>
    public void Expire(ulong nowNs)
    {
        while (_oldest is { } oldest && oldest.LastNs + _withinNs + _lateNs < nowNs)
        {
            Forget(oldest);
            _expired++;
        }
    }

    Recollection Recall(int times, ulong firstNs, Moment? before)
    {
        var steps = new KeptValue?[_steps.Count - 1][];
        for (var i = steps.Length - 1; i >= 0; i--, before = before.Before) steps[i] = before!.Kept;
        return new Recollection { Times = times, FirstTimeNs = firstNs, Steps = steps };
    }

    KeyMemory Remember(KeyMemory? memory, int at, Moment moment)
    {
        if (memory is null)
        {
            memory = new KeyMemory(_key.Written.ToArray(), _steps);
            _keys.Add(memory.Key, memory);
            _count++;
        }
        else
        {
            Unlink(memory);
            _bytes -= memory.Size;
        }

        memory.Add(at, moment);
        Append(memory);
        _bytes += memory.Size;
        MakeRoom();
        return memory;
    }

    /// <summary>The newest stays.</summary>
    void MakeRoom()
    {
        while ((_count > _maxKeys || _bytes > _maxBytes) && !ReferenceEquals(_oldest, _newest))
        {
            Forget(_oldest!);
            _evicted++;
        }
    }

    void Forget(KeyMemory memory)
    {
        _keys.Remove(memory.Key);
        Unlink(memory);
        _bytes -= memory.Size;
        _count--;
    }

    void Append(KeyMemory memory)
    {
        (memory.Older, memory.Newer) = (_newest, null);
        if (_newest is null) _oldest = memory;
        else _newest.Newer = memory;
        _newest = memory;
    }

    void Unlink(KeyMemory memory)
    {
        if (memory.Older is { } older) older.Newer = memory.Newer;
        else _oldest = memory.Newer;
        if (memory.Newer is { } newer) newer.Older = memory.Older;
        else _newest = memory.Older;
    }
}

/// <summary>What a rule remembers of earlier events.</summary>
/// <param name="Keys">Keys that something is remembered for.</param>
/// <param name="Bytes">Memory that it takes, roughly.</param>
/// <param name="Expired">Keys that were forgotten because their time was over.</param>
/// <param name="Evicted">Keys that were forgotten before that, for want of room.</param>
public readonly record struct CorrelationCounters(int Keys, long Bytes, long Expired, long Evicted);
