using Lanner.Events;
using Lanner.Events.Files;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>Capture files, one after another. Each, and each section of a file, begins with a state of its own.</summary>
sealed class FileFeed(IReadOnlyList<string> paths, bool follow = false) : Feed, ISnapshotConsumer
{
    /// <summary>The longest wait for a file that grows.</summary>
    static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    ulong _timeNs;

    /// <summary>Notes about files that end in an odd way, in order.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The machine of the capture read last, where it tells.</summary>
    public MachineSnapshot? Machine { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="CaptureFileException">A file is none, or damaged; everything before the damage was handed out.</exception>
    public override void Run<TVisitor>(ref TVisitor visitor, StopRequest stop)
    {
        foreach (var path in paths)
        {
            if (stop.IsAsked) return;
            using var source = CaptureFileSource.Open(path, new CaptureFileOptions { Follow = follow, Snapshots = this });
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
        if (!snapshot.IsAddition) Machine = null;
        Machine = snapshot.Machine ?? Machine;
        if (!snapshot.IsAddition) Host = new HostState { HostName = Machine?.HostName is { Length: > 0 } name ? name : "unknown" };
        Host.SeedUsers(snapshot.Users);
        Host.SeedGroups(snapshot.Groups);
        Host.Seed(snapshot.Threads);
    }

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
        }
    }
}
