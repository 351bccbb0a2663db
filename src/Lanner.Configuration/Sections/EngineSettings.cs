namespace Lanner.Configuration;

/// <summary>Where events come from.</summary>
public enum EventSource
{
    /// <summary>The running kernel.</summary>
    Kernel,
    /// <summary>A capture file.</summary>
    Replay,
    /// <summary>Nowhere: the program runs without events.</summary>
    None,
}

/// <summary>Section <c>engine</c>: where events come from, and how the kernel hands them over.</summary>
public sealed record EngineSettings
{
    public const int DefaultBufferSizePreset = 4;

    public EventSource Source { get; init; } = EventSource.Kernel;

    /// <summary>Of a replay; null else.</summary>
    public string? CaptureFile { get; init; }

    /// <summary>1 to 10 for 1 MiB to 512 MiB a ring, each twice the one before.</summary>
    public int BufferSizePreset { get; init; } = DefaultBufferSizePreset;

    /// <summary>Bytes of one ring.</summary>
    public int RingBytes => 1 << (19 + BufferSizePreset);

    /// <summary>Processors that share a ring; 0 for one ring for all; null to choose by the machine.</summary>
    public int? CpusPerRing { get; init; }

    /// <summary>Calls that failed are not reported by the kernel.</summary>
    public bool DropFailedCalls { get; init; }

    /// <summary>The number of rings for a machine: a power of two, since a process finds its ring by a hash. 0 lets the capture choose.</summary>
    public int RingCount(int cpus)
    {
        if (CpusPerRing is not { } shared) return 0;
        var rings = shared == 0 ? 1 : (cpus + shared - 1) / shared;
        return (int)Math.Min(256, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, rings)));
    }

    internal static EngineSettings Read(Section section)
    {
        var standard = new EngineSettings();
        var kind = section.Word("kind", Kind.ModernEbpf,
            [("modern_ebpf", Kind.ModernEbpf), ("kmod", Kind.Kmod), ("ebpf", Kind.Ebpf), ("replay", Kind.Replay), ("nodriver", Kind.Nodriver)]);
        if (kind is Kind.Kmod or Kind.Ebpf) section.Warn("kind", "Lanner has one way into the kernel, CO-RE eBPF, and uses that instead", "write modern_ebpf");
        section.Ignore("ebpf", "gvisor");
        var modern = section.Sub("modern_ebpf");
        var (ofModern, ofModule) = (ReadTuning(modern), ReadTuning(section.Sub("kmod")));
        // Who still says kmod keeps its buffer.
        var (preset, dropFailed) = kind == Kind.Kmod ? ofModule : ofModern;
        var settings = standard with
        {
            Source = kind switch { Kind.Replay => EventSource.Replay, Kind.Nodriver => EventSource.None, _ => EventSource.Kernel },
            BufferSizePreset = preset,
            DropFailedCalls = dropFailed,
            CpusPerRing = modern.Has("cpus_for_each_buffer") ? modern.Number("cpus_for_each_buffer", 2, 0, 4096) : null,
        };
        modern.Ignore("disable_iterators");
        modern.WarnUnknown();
        if (kind != Kind.Kmod) section.Ignore("kmod");
        var replay = section.Sub("replay");
        var file = replay.Text("capture_file");
        replay.WarnUnknown();
        if (kind == Kind.Replay && file is null) section.Error("kind", "a replay needs a file", "set engine.replay.capture_file");
        section.WarnUnknown();
        return settings with { CaptureFile = kind == Kind.Replay ? file : null };
    }

    static (int Preset, bool DropFailed) ReadTuning(Section section) =>
        (section.Number("buf_size_preset", DefaultBufferSizePreset, 1, 10), section.Bool("drop_failed_exit", false));

    enum Kind
    {
        ModernEbpf,
        Kmod,
        Ebpf,
        Replay,
        Nodriver,
    }
}
