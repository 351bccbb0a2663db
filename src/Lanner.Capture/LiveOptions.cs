using Lanner.Events.PushDown;

namespace Lanner.Capture;

/// <summary>How to capture. Nothing in it changes once the source is open; interest alone can.</summary>
public sealed record LiveOptions
{
    public required ProbeImage Probe { get; init; }

    /// <summary>Rings, a power of two; 0 chooses by the number of processors (one for every four, at most 16).</summary>
    public int RingCount { get; init; }

    /// <summary>Bytes per ring, a power of two and at least a page. Default 8 MiB: 20 ms at 4 million events of 100 bytes a second.</summary>
    public int RingBytes { get; init; } = 8 << 20;

    /// <summary>Bytes of an I/O buffer that an event keeps; at most 16384. Default 80, as users of .scap tools expect.</summary>
    public int SnapLength { get; init; } = 80;

    /// <summary>Measure how long each call takes; costs a second program run per call.</summary>
    public bool Latency { get; init; }

    public bool Signals { get; init; }

    public bool PageFaults { get; init; }

    public bool ContextSwitches { get; init; }

    /// <summary>Read the arguments of open and connect calls at entry, before another thread can change them.</summary>
    public bool EntryArguments { get; init; } = true;

    /// <summary>Calls to report from the start.</summary>
    public IReadOnlyList<InterestRule> Interest { get; init; } = [];

    /// <summary>
    /// The only opens to report; others are told when an event about their descriptor follows, as events that are for state only.
    /// Null: every open that <see cref="Interest"/> asks for.
    /// </summary>
    public IReadOnlyList<OpenAlternative>? Opens { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A number is outside what its documentation allows.</exception>
    internal void Validate()
    {
        if (RingCount < 0 || (RingCount & (RingCount - 1)) != 0 || RingCount > 256)
            throw new ArgumentOutOfRangeException(nameof(RingCount), RingCount, "a power of two up to 256");
        if (RingBytes < Environment.SystemPageSize || (RingBytes & (RingBytes - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(RingBytes), RingBytes, "a power of two, at least a page");
        if (SnapLength is < 0 or > 16384) throw new ArgumentOutOfRangeException(nameof(SnapLength), SnapLength, "0 to 16384");
    }

    /// <summary>The number of rings meant.</summary>
    internal int EffectiveRingCount(int cpus)
    {
        if (RingCount > 0) return RingCount;
        return Math.Min(16, 1 << System.Numerics.BitOperations.Log2((uint)Math.Max(1, cpus / 4)));
    }
}
