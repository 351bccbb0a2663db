namespace Lanner.Capture.Proc;

/// <summary>Where /proc is and how much of it is read at most.</summary>
public sealed record ProcOptions
{
    /// <summary>The host's /proc; another folder when it is mounted elsewhere in a container.</summary>
    public string Root { get; init; } = "/proc";

    /// <summary>Nanoseconds since the epoch at boot, to turn start times into times of day.</summary>
    public ulong BootEpochNs { get; init; } = BootClock.EpochNsAtBoot();

    public int ThreadsMax { get; init; } = 262_144;

    public int DescriptorsPerProcessMax { get; init; } = 16_384;

    /// <summary>In a whole snapshot. About 200 bytes are kept for each until state has taken them over.</summary>
    public int DescriptorsMax { get; init; } = 500_000;

    /// <summary>Sockets of one network namespace.</summary>
    public int SocketsMax { get; init; } = 500_000;

    /// <summary>How long socket and mount tables read for one thread serve for others (<see cref="ProcReader.TryRead"/>).</summary>
    public TimeSpan TableLifetime { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>What a snapshot could not give.</summary>
/// <param name="Vanished">Threads that ended while they were read.</param>
/// <param name="Refused">Processes this one may not look into, for want of CAP_SYS_PTRACE or of a capability they have.</param>
/// <param name="ThreadsLeftOut">True when there were more threads than the limit.</param>
/// <param name="DescriptorsLeftOut">Processes of which descriptors were left out.</param>
/// <param name="SocketsLeftOut">Network namespaces with more sockets than the limit.</param>
public readonly record struct ProcOmissions(long Vanished, long Refused, bool ThreadsLeftOut, long DescriptorsLeftOut, long SocketsLeftOut);

/// <summary>All threads of the host as they stood, read within <see cref="Elapsed"/>.</summary>
public sealed record ProcSnapshot(IReadOnlyList<Events.ThreadSnapshot> Threads, ProcOmissions Omissions, TimeSpan Elapsed)
{
    /// <summary>Reads the host's processes. Start the live source first: what happens meanwhile waits in its rings.</summary>
    /// <exception cref="CaptureException">There is no /proc where the options say.</exception>
    public static ProcSnapshot Read(ProcOptions? options = null)
    {
        using var reader = new ProcReader(options ?? new ProcOptions());
        return reader.ReadAll();
    }

    /// <summary>One thread as it is now, or null when it is gone. To read many, keep a <see cref="ProcReader"/>.</summary>
    /// <inheritdoc cref="Read"/>
    public static Events.ThreadSnapshot? ReadOne(int tid, ProcOptions? options = null)
    {
        using var reader = new ProcReader(options ?? new ProcOptions());
        return reader.TryRead(tid, out var snapshot) ? snapshot : null;
    }
}
