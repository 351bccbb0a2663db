using Lanner.Events;
using Lanner.Events.Files;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>Capture files, one after another. Each, and each section of a file, begins with a state of its own.</summary>
sealed class FileFeed : Feed, ISnapshotConsumer
{
    static readonly ContainerTableOptions s_containers = new() { RecordsFollow = true, NoSourceReason = "the capture does not describe it" };

    /// <summary>The longest wait for a file that grows.</summary>
    static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    readonly IReadOnlyList<string> _paths;
    readonly bool _follow;
    readonly StateOptions? _state;
    CaptureSnapshot _machine = new();
    ulong _timeNs;

    /// <param name="paths">Files in order; <c>-</c> is standard input.</param>
    /// <param name="follow">The last one is still being written: its end is not the end, a stop is.</param>
    /// <param name="state">Limits of the state's tables; null for the defaults.</param>
    public FileFeed(IReadOnlyList<string> paths, bool follow = false, StateOptions? state = null)
    {
        _state = state;
        _paths = paths;
        _follow = follow;
        Host = NewHost();
    }

    /// <summary>Calls have their times, where the capture tells them. To be set before the run.</summary>
    public bool CallTimes { get; set; }

    /// <summary>Notes about files that end in an odd way, in order.</summary>
    public List<string> Notes { get; } = [];

    public override string SourceName => "savefile";

    /// <summary>Hands out every event that a capture has, entries of calls among them, each with its number in the file.</summary>
    public bool HandsOutEveryEvent { get; init; }

    /// <summary>Told where in the file reading is: a part from 0 to 1, of a file of known size.</summary>
    public Action<double>? Progress { get; init; }

    public override IReadOnlyList<string> EndNotes => Notes;

    /// <summary>The machine of the capture read last, where it tells.</summary>
    public override CaptureSnapshot Machine => _machine;

    /// <inheritdoc/>
    /// <exception cref="CaptureFileException">A file is none, or damaged; everything before the damage was handed out.</exception>
    public override void Run<TVisitor>(ref TVisitor visitor, StopRequest stop)
    {
        for (var i = 0; i < _paths.Count; i++)
        {
            if (stop.IsAsked) return;
            var path = _paths[i];
            var isFollowed = _follow && i == _paths.Count - 1;
            using var source = CaptureFileSource.Open(path, new CaptureFileOptions
            {
                Follow = isFollowed, Snapshots = this, EveryEvent = HandsOutEveryEvent, CallTimes = CallTimes,
            });
            AsWritten = HandsOutEveryEvent ? source : null;
            stop.Asked += source.Stop;
            try
            {
                Run(source, ref visitor, stop);
            }
            finally
            {
                stop.Asked -= source.Stop;
            }

            // Where a stop cut the reading short, the rest says nothing about the file.
            if (stop.IsAsked) return;
            if (source.EndNote is { } note) Notes.Add(note);
            if (source.Statistics.UnknownBlocks + source.Statistics.UnknownEvents > 0)
                Notes.Add($"{path}: {source.Statistics.UnknownBlocks} blocks and {source.Statistics.UnknownEvents} events are of kinds unknown here and were skipped");
        }
    }

    void ISnapshotConsumer.OnSnapshot(CaptureSnapshot snapshot)
    {
        if (!snapshot.IsAddition) _machine = new CaptureSnapshot();
        _machine = new CaptureSnapshot
        {
            Machine = snapshot.Machine ?? _machine.Machine, Interfaces = snapshot.Interfaces.Count > 0 ? snapshot.Interfaces : _machine.Interfaces,
        };
        if (!snapshot.IsAddition)
        {
            if (Host.FirstEventNs > 0) LeftHost = Host;
            Host = NewHost();
        }

        Recorder?.StartOver();
        if (!LeavesOutUsers)
        {
            Host.SeedUsers(snapshot.Users);
            Host.SeedGroups(snapshot.Groups);
        }

        Host.Seed(snapshot.Threads);
    }

    HostState NewHost() => new(_state, containers: new ContainerTable(s_containers))
    {
        HostName = _machine.Machine is { HostName.Length: > 0 } machine ? machine.HostName : "unknown",
    };

    void Run<TVisitor>(CaptureFileSource source, ref TVisitor visitor, StopRequest stop) where TVisitor : struct, IEventVisitor
    {
        var path = new Path<TVisitor>(this, ref visitor);
        while (!source.IsFinished)
        {
            var count = source.Poll(ref path, BatchSize);
            if (stop.IsAsked) return;
            if (count == 0) source.Wait(s_wait);
            _timeNs = Math.Max(_timeNs, Host.PreviousEventNs);
            LookAround(ref visitor, _timeNs);
            Progress?.Invoke(source.PartRead);
        }
    }
}
