namespace Lanner.Rules.Correlating;

/// <summary>What a rule remembers for one key: for each step its last matches, as many as make the step, by time.</summary>
sealed class KeyMemory(byte[] key, IReadOnlyList<CorrelationStep> steps)
{
    /// <summary>What it takes beside its moments, roughly: the object, its lists and its place in a table.</summary>
    const int Overhead = 256;

    readonly List<Moment>?[] _moments = new List<Moment>?[steps.Count];

    public byte[] Key { get; } = key;

    /// <summary>Time of its latest event.</summary>
    public ulong LastNs { get; private set; }

    public long Size { get; private set; } = Overhead + key.Length;

    internal KeyMemory? Older { get; set; }

    internal KeyMemory? Newer { get; set; }

    /// <summary>The last match of a step that is complete, and when the sequence up to there began; null for none.</summary>
    /// <param name="atNs">When it must be complete; null for the time of its own last match.</param>
    public (Moment Last, ulong StartNs)? Complete(int step, ulong? atNs, ulong withinNs)
    {
        if (_moments[step] is not { } moments || moments.Count < steps[step].Times) return null;
        var (last, startNs) = (moments[^1], moments[0].StartNs);
        var at = atNs ?? last.TimeNs;
        return last.TimeNs <= at && at - startNs <= withinNs ? (last, startNs) : null;
    }

    /// <summary>Adds a match of a step. A value that is there already counts from now.</summary>
    public void Add(int step, Moment moment)
    {
        var moments = _moments[step] ??= [];
        var isDistinct = steps[step].Distinct is not null;
        if (isDistinct && moments.FindIndex(one => one.Value.AsSpan().SequenceEqual(moment.Value)) is >= 0 and var same)
        {
            if (moments[same].TimeNs > moment.TimeNs) return;
            Remove(moments, same);
        }

        // An event that had to wait for its container's detail comes after later ones of other containers.
        var at = moments.Count;
        while (at > 0 && moments[at - 1].TimeNs > moment.TimeNs) at--;
        moments.Insert(at, moment);
        Size += moment.Size;
        LastNs = Math.Max(LastNs, moment.TimeNs);
        if (moments.Count > steps[step].Times) Remove(moments, 0);
    }

    void Remove(List<Moment> moments, int at)
    {
        Size -= moments[at].Size;
        moments.RemoveAt(at);
    }
}
