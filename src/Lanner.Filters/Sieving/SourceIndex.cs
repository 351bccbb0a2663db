namespace Lanner.Filters;

/// <summary>
/// All comparisons of one value with written ones, from many filters, merged: the value is read once, and a walk along it tells which
/// guards have a comparison that may hold. Those not told of are false. Immutable when built.
/// </summary>
sealed class SourceIndex(ValueSource source)
{
    readonly ByteTree _fromStart = new(fromEnd: false);
    readonly ByteTree _fromEnd = new(fromEnd: true);
    readonly Dictionary<long, int[]> _numbers = [];
    PathPrefixes? _paths;
    (ValueTest Test, int[] Guards)[] _probes = [];

    public ValueSource Source => source;

    /// <summary>Adds a comparison of <paramref name="guard"/>; while building only. False when it is not of a kind that can be merged.</summary>
    public bool TryAdd(Predicate predicate, int guard) => predicate is ValuePredicate value && value.ValueTest.TryIndex(this, guard);

    /// <summary>Can be merged with others: is false for most values, so that being told of those it may hold for is worth it.</summary>
    public static bool Takes(Predicate predicate) => predicate is ValuePredicate value && value.ValueTest.TryIndex(null, 0);

    /// <summary>That a merged comparison is told of means that it holds, not only that it may.</summary>
    public static bool IsExact(Predicate predicate) => predicate is ValuePredicate { Source.IsList: false, ValueTest.IsIndexedExactly: true };

    public bool AddText(ReadOnlySpan<byte> text, int guard)
    {
        _fromStart.Add(text, whole: true, guard);
        return true;
    }

    public bool AddPrefix(ReadOnlySpan<byte> text, int guard)
    {
        _fromStart.Add(text, whole: false, guard);
        return true;
    }

    public bool AddSuffix(ReadOnlySpan<byte> text, int guard)
    {
        _fromEnd.Add(text, whole: false, guard);
        return true;
    }

    public bool AddPaths(PathPrefixes prefixes, int guard)
    {
        _paths = new PathPrefixes([.. _paths?.Numbered ?? [], .. prefixes.Numbered.Select(one => (one.Prefix, guard))]);
        return true;
    }

    public bool AddNumber(long number, int guard)
    {
        _numbers[number] = _numbers.TryGetValue(number, out var guards) ? [.. guards, guard] : [guard];
        return true;
    }

    /// <summary>A comparison that is made one by one, but on the value read once.</summary>
    public bool AddProbe(ValueTest test, int guard)
    {
        var at = Array.FindIndex(_probes, probe => ReferenceEquals(probe.Test, test));
        if (at < 0) _probes = [.. _probes, (test, [guard])];
        else _probes[at].Guards = [.. _probes[at].Guards, guard];
        return true;
    }

    /// <summary>Sets the bits of guards with a comparison that may hold.</summary>
    public void Find(in EventContext context, WorkingMemory memory, Span<ulong> touched)
    {
        for (var i = 0; ; i++)
        {
            memory.Reset();
            var value = new FieldValue();
            if (!source.TryGet(context, memory, i, ref value)) return;
            if (!_fromStart.IsEmpty) _fromStart.Find(value.Text, touched);
            if (!_fromEnd.IsEmpty) _fromEnd.Find(value.Text, touched);
            _paths?.Find(value.Text, touched);
            if (_numbers.Count > 0 && _numbers.TryGetValue(value.Number, out var guards)) Set(guards, touched);
            foreach (var (test, probed) in _probes)
            {
                if (test.Matches(value, memory)) Set(probed, touched);
            }

            if (!source.IsList) return;
        }
    }

    static void Set(int[] guards, Span<ulong> touched)
    {
        foreach (var guard in guards) touched[guard >> 6] |= 1UL << guard;
    }
}
