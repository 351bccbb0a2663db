namespace Lanner.State.Parsing;

/// <summary>
/// The threads that ended last. A child may be gone before the call that made it returns in its parent, always so with vfork and a failed
/// exec; without this that return would bring it back, and nothing would ever end it again.
/// </summary>
sealed class EndedThreads
{
    /// <summary>A power of two: one place for all threads with the same low bits, the last of which has it.</summary>
    const int Size = 1024;

    /// <summary>Longer than a call that is over waits for a processor, shorter than it takes to give a number out again.</summary>
    const ulong SpanNs = 2_000_000_000;

    readonly (int Tid, ulong TimeNs)[] _ended = new (int, ulong)[Size];

    public void Add(int tid, ulong timeNs) => _ended[tid & (Size - 1)] = (tid, timeNs);

    /// <summary>True when the thread ended shortly before; told once.</summary>
    public bool Take(int tid, ulong nowNs)
    {
        ref var place = ref _ended[tid & (Size - 1)];
        if (place.Tid != tid) return false;
        place.Tid = 0;
        return nowNs - Math.Min(nowNs, place.TimeNs) < SpanNs;
    }
}
