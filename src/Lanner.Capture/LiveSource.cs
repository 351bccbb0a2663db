using System.Runtime.InteropServices;
using Lanner.Events;
using Lanner.Events.PushDown;

namespace Lanner.Capture;

/// <summary>
/// Events of the running kernel. Open it (checks, loads the probe), start it (attaches), take the process snapshot, then poll from
/// one thread: what happens while the snapshot is taken waits in the rings. Statistics, interest and waking are for any thread.
/// Everything belongs to this process: it is gone with Dispose, and with the process however that ends.
/// </summary>
public sealed class LiveSource : IEventSource
{
    /// <summary>By call number the arguments that are descriptors.</summary>
    static readonly byte[] s_descriptors = DescriptorArguments.ByNumber();

    readonly ProbePrograms _programs;
    readonly RingSet _rings;
    readonly ProbeCounters _counters;
    readonly Interest _interest;
    readonly PushDownMap _pushDown;
    readonly List<BpfLinkHandle> _links = [];
    readonly List<ProbeProgram> _toAttach;
    readonly List<CaptureProblem> _warnings;
    readonly WakeSignal _wake = new();
    readonly Lock _gate = new();
    PollBackoff _backoff;
    volatile bool _stopped;
    bool _started;
    bool _disposed;
    int _attached;

    LiveSource(
        ProbePrograms programs, IReadOnlyList<ProbeProgram> toAttach, RingSet rings, CgroupHierarchy cgroups, ulong bootEpochNs,
        List<CaptureProblem> warnings)
    {
        _programs = programs;
        _toAttach = [.. toAttach];
        _rings = rings;
        _counters = new ProbeCounters(programs.First);
        _interest = new Interest(programs.First.MapFd("interest"));
        _pushDown = new PushDownMap(programs.First.MapFd("push_down"), programs.First.MapFd("push_down_slot"));
        _warnings = warnings;
        Cgroups = cgroups;
        BootEpochNs = bootEpochNs;
    }

    /// <summary>The hierarchy that the cgroup ids of events belong to.</summary>
    public CgroupHierarchy Cgroups { get; }

    /// <summary>Nanoseconds since the epoch at boot, as the probe adds them to its clock.</summary>
    public ulong BootEpochNs { get; }

    /// <summary>What works less well than it could on this machine; complete after <see cref="Start"/>.</summary>
    public IReadOnlyList<CaptureProblem> Warnings => _warnings;

    /// <inheritdoc/>
    public bool IsFinished => _stopped && !_rings.HasNews;

    /// <summary>The probe is at its hooks: events flow. For any thread.</summary>
    public bool IsAttached => Volatile.Read(ref _attached) > 0;

    /// <summary>Loads the probe; nothing is attached yet.</summary>
    /// <exception cref="CaptureException">The machine cannot do it; nothing is left behind.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or a rule of interest names no system call.</exception>
    public static LiveSource Open(LiveOptions options)
    {
        options.Validate();
        Span<byte> interest = stackalloc byte[NativeSyscalls.NumberCount];
        Interest.Compile([.. options.Interest], interest);
        if (options.Opens is not null) MarkForPushDown(interest);
        ProbeRequirements.Ensure();
        ProbeRequirements.RaiseMemoryLimit();
        var warnings = new List<CaptureProblem>();
        ProbeObject? probe = null;
        RingSet? rings = null;
        try
        {
            probe = ProbeObject.Open(options.Probe);
            var entryArguments = options.EntryArguments && CanReadAtEntry(probe, warnings);
            var count = options.EffectiveRingCount(Environment.ProcessorCount);
            rings = new RingSet(count, (uint)options.RingBytes);
            probe.SetMaxEntries("rings", count);
            probe.SetInnerMap("rings", rings.Rings[0].Fd);
            probe.SetMaxEntries("scratch", LibBpf.PossibleCpus());
            var config = new ProbeConfig
            {
                BootEpochNs = BootClock.EpochNsAtBoot(),
                SelfTgid = (uint)Environment.ProcessId,
                SnapLength = (uint)options.SnapLength,
                RingMask = (uint)count - 1,
                CgroupSubsystem = -1,
                Latency = options.Latency ? 1u : 0,
                EntryArguments = entryArguments ? 1u : 0,
            };
            var cgroups = CgroupHierarchy.Detect();
            config.CgroupSubsystem = cgroups.SubsystemIndex;
            MemoryMarshal.Write(probe.Constant(ProbeConfig.Variable, Marshal.SizeOf<ProbeConfig>()), config);
            var programs = new ProbePrograms(probe, options, entryArguments);
            var toAttach = programs.Load(interest);
            FillRings(probe, rings);
            var source = new LiveSource(programs, toAttach, rings, cgroups, config.BootEpochNs, warnings);
            source._interest.Set(interest);
            if (options.Opens is { } opens) source._pushDown.Set(opens, s_descriptors);
            return source;
        }
        catch
        {
            probe?.Dispose();
            rings?.Dispose();
            throw;
        }
    }

    /// <summary>Attaches the probe: events flow from here on.</summary>
    /// <exception cref="CaptureException">The kernel refuses an attach point; then nothing is attached and the source is closed.</exception>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_started) throw new InvalidOperationException("the source was started before");
            _started = true;
            Attach();
        }
    }

    /// <summary>
    /// Replaces the calls to report; takes effect at once and while running. Calls that nobody asked for before have their programs
    /// loaded first, which takes some 50 ms. What both the old and the new calls ask for is reported throughout. Returns the names
    /// this architecture has no call for.
    /// </summary>
    /// <param name="rules">The calls.</param>
    /// <param name="opens">As <see cref="LiveOptions.Opens"/>.</param>
    /// <exception cref="ArgumentException">A name is no system call at all; nothing is changed.</exception>
    /// <exception cref="CaptureException">The kernel refuses a program; what is reported stays as it was.</exception>
    public IReadOnlyList<string> SetInterest(ReadOnlySpan<InterestRule> rules, IReadOnlyList<OpenAlternative>? opens = null)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Span<byte> interest = stackalloc byte[NativeSyscalls.NumberCount];
            var absent = Interest.Compile(rules, interest);
            // What was held back so far must still be told when none is held back any more.
            var tells = opens is not null || _pushDown.IsUsed;
            if (tells) MarkForPushDown(interest);
            if (!_stopped)
            {
                _toAttach.AddRange(_programs.Load(interest));
                if (_started) Attach();
            }

            _interest.Set(interest);
            if (tells) _pushDown.Set(opens ?? [OpenAlternative.Any], s_descriptors);
            return absent;
        }
    }

    /// <inheritdoc/>
    public int Poll<TConsumer>(ref TConsumer consumer, int maxEvents) where TConsumer : IEventConsumer, allows ref struct
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var count = _rings.Poll(ref consumer, maxEvents);
        _backoff.Polled(count);
        return count;
    }

    /// <inheritdoc/>
    public void Wait(TimeSpan longest)
    {
        if (_stopped) return;
        var delay = (int)Math.Min(_backoff.DelayMs, Math.Max(0, longest.TotalMilliseconds));
        if (delay == 0) Thread.Yield();
        else _wake.Wait(delay);
    }

    /// <summary>Ends a wait of the polling thread.</summary>
    public void Wake() => _wake.Give();

    /// <summary>Detaches the probe and wakes the polling thread, which can still read what is in the rings.</summary>
    public void Stop()
    {
        lock (_gate) Detach();
        _stopped = true;
        _wake.Give();
    }

    /// <summary>The counters as they stand.</summary>
    public CaptureStatistics ReadStatistics()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _counters.Read(_rings.Statistics);
        }
    }

    /// <summary>Detaches and unloads everything. Must not overlap with a poll: the rings are unmapped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed) Close();
        }

        _wake.Dispose();
    }

    void Close()
    {
        _disposed = _stopped = true;
        Detach();
        _programs.Dispose();
        _rings.Dispose();
    }

    void Attach()
    {
        foreach (var program in _toAttach.OrderBy(ProbeHooks.Order))
        {
            if (ProbeObject.TryAttach(program, out var reason) is { } link) _links.Add(link);
            else if (ProbeHooks.IsEntryHook(program)) _warnings.Add(EntryProblem($"{program.Section} cannot be attached: {reason}"));
            else
            {
                var problem = new CaptureProblem("attach point", $"{program.Section} cannot be attached", reason,
                    "look for a policy that forbids BPF (seccomp, LSM, kernel.unprivileged_bpf_disabled does not matter)");
                var log = BpfLog.Text;
                Close();
                throw new CaptureException(problem, log);
            }
        }

        _toAttach.Clear();
        Volatile.Write(ref _attached, _links.Count);
    }

    void Detach()
    {
        // Exit first: nothing then asks for what the other programs left.
        for (var i = _links.Count - 1; i >= 0; i--) _links[i].Dispose();
        _links.Clear();
        Volatile.Write(ref _attached, 0);
    }

    /// <summary>Opens may be held back, and calls that name descriptors have those told first whose open was.</summary>
    static void MarkForPushDown(Span<byte> interest)
    {
        for (var number = 0; number < interest.Length; number++)
        {
            if (interest[number] != 0 && s_descriptors[number] != 0) interest[number] |= (byte)InterestFlags.Descriptors;
        }

        foreach (var call in (ReadOnlySpan<string>)["open", "openat"])
        {
            if (NativeSyscalls.Number(call) is >= 0 and var number && interest[number] != 0) interest[number] |= (byte)InterestFlags.Opens;
        }
    }

    static unsafe void FillRings(ProbeObject probe, RingSet rings)
    {
        var map = probe.MapFd("rings");
        for (var index = 0u; index < rings.Rings.Length; index++)
        {
            var fd = rings.Rings[(int)index].Fd;
            var result = LibBpf.Update(map, &index, &fd, 0);
            if (result < 0)
                throw new CaptureException(new CaptureProblem("ring buffer", "a ring cannot be given to the probe",
                    Marshal.GetPInvokeErrorMessage(-result), "use one ring, or Linux 5.10 and later"));
        }
    }

    static bool CanReadAtEntry(ProbeObject probe, List<CaptureProblem> warnings)
    {
        if (!probe.Programs.Any(ProbeHooks.IsEntryHook)) return false;
        if (!ProbeRequirements.HasTaskStorage())
        {
            warnings.Add(EntryProblem("the kernel is older than 5.11"));
            return false;
        }

        if (TraceFileSystem.Ensure() is not { } reason) return true;
        warnings.Add(EntryProblem(reason));
        return false;
    }

    static CaptureProblem EntryProblem(string why) => new("entry arguments",
        "arguments of some open and connect calls are read when the call ends, when another thread may have changed them", why,
        "mount tracefs at /sys/kernel/tracing");
}
