using Lanner.Capture;
using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Recording;
using Lanner.Recording.Flight;
using Lanner.Responses.Doing;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>
/// Where a verb's events come from, with the state they build: the running kernel (<see cref="LiveFeed"/>) or capture files
/// (<see cref="FileFeed"/>). What runs on one runs on the other.
/// </summary>
abstract class Feed : IDisposable
{
    /// <summary>Events taken between two looks at everything else: some milliseconds of a busy host.</summary>
    protected const int BatchSize = 4096;

    readonly FieldScratch _scratch = new();
    ulong _number;

    /// <summary>The state of the host whose events come now. Another capture brings another one.</summary>
    public HostState Host { get; protected set; } = new();

    /// <summary>Writes down what comes, whatever the verb makes of it; null for nothing. To be set before the run.</summary>
    public CaptureRecorder? Recorder { get; set; }

    /// <summary>How a recording of it is written: a file's events can wait for the disk, the kernel's cannot.</summary>
    public CaptureWriting Writing => IsLive ? CaptureWriting.BehindOrLost : CaptureWriting.BehindAndComplete;

    /// <summary>Keeps what comes in memory, to write it when an alert fires; null for nothing. To be set before the run.</summary>
    public FlightRecorder? FlightRecorder { get; set; }

    /// <summary>Statistics of processes are wanted: live they are made, and they have their thread. To be set before the run.</summary>
    public bool ShowsStatistics { get; set; }

    /// <summary>The machine that the events come from, and its interfaces; the other tables are empty.</summary>
    public abstract CaptureSnapshot Machine { get; }

    /// <summary>Containers become known by other means than by events, and a recording must be told.</summary>
    protected virtual bool LearnsBesideEvents => false;

    /// <summary>Events come as they happen, and nobody waits for whoever is slow; else they wait in a file.</summary>
    public virtual bool IsLive => false;

    /// <summary>Where events come from, in Falco's word for it.</summary>
    public abstract string SourceName { get; }

    /// <summary>Events can come. For any thread.</summary>
    public virtual bool IsAttached => true;

    /// <summary>Where the engines of its containers take orders; none of a capture's do.</summary>
    public virtual IReadOnlyList<EngineSocket> EngineSockets => [];

    /// <summary>Nanoseconds since the epoch at boot by the clock of its events; 0 where that means nothing.</summary>
    public virtual ulong BootEpochNs => 0;

    /// <summary>What the operator should know once it has begun: one line each.</summary>
    public virtual IReadOnlyList<string> StartNotes => [];

    /// <summary>What the operator should know at the end.</summary>
    public virtual IReadOnlyList<string> EndNotes => [];

    /// <summary>Events handed out.</summary>
    public ulong EventsRead => _number;

    /// <summary>How lists of events write what they show; null as rules do. To be set before the run.</summary>
    public EventForm? Form
    {
        get => _scratch.Form;
        set => _scratch.Form = value;
    }

    /// <summary>Leaves out the users and groups of the host: numbers have no names then. To be set before the run.</summary>
    public bool LeavesOutUsers { get; init; }

    /// <summary>The capture being read, where every event it has is handed out as it was written; else null.</summary>
    protected CaptureFileSource? AsWritten { get; set; }

    /// <summary>A state that is over since the last event: what it learned last must reach the verb.</summary>
    protected HostState? LeftHost { get; set; }

    /// <summary>Begins to take events; to be called once, before the run.</summary>
    public virtual void Start()
    {
    }

    /// <summary>What was lost on the way here so far; null where nothing can be.</summary>
    public virtual CaptureStatistics? ReadStatistics() => null;

    /// <summary>Runs until the events end or <paramref name="stop"/> asks; what was made before is still handed out.</summary>
    public abstract void Run<TVisitor>(ref TVisitor visitor, StopRequest stop) where TVisitor : struct, IEventVisitor;

    /// <summary>Other events are asked for from now on; a feed of what was recorded has what it has. From any thread.</summary>
    /// <exception cref="Capture.CaptureException">The kernel refuses; what is reported stays as it was.</exception>
    public virtual void Ask(Needs needs)
    {
    }

    /// <summary>Lets state take in what other threads delivered, and the visitor look around.</summary>
    protected void LookAround<TVisitor>(ref TVisitor visitor, ulong nowNs) where TVisitor : struct, IEventVisitor
    {
        var changed = Host.Drain(nowNs) ? Host.Containers.Changed : [];
        if (Recorder is { } recorder)
        {
            if (LearnsBesideEvents) recorder.Learned(Host, changed, Host.Users.Changed);
            recorder.Poll();
        }

        visitor.Between(nowNs, changed);
    }

    public virtual void Dispose()
    {
    }

    void Leave<TVisitor>(HostState host, ref TVisitor visitor) where TVisitor : struct, IEventVisitor
    {
        LeftHost = null;
        var lastNs = Math.Max(host.PreviousEventNs, host.FirstEventNs);
        visitor.Between(lastNs, host.Drain(lastNs) ? host.Containers.Changed : []);
    }

    /// <summary>The path of every event: state, then the recordings, then the verb, then state's tidying.</summary>
    protected ref struct Path<TVisitor>(Feed feed, ref TVisitor visitor, StatisticsSource? statistics = null) : IEventConsumer where TVisitor : struct, IEventVisitor
    {
        readonly Feed _feed = feed;
        readonly ref TVisitor _visitor = ref visitor;
        readonly StatisticsSource? _statistics = statistics;

        public void OnEvent(in EventView view)
        {
            if (_statistics is not null && view.Code == EventCode.ProcexitEnter) _statistics.MakeLast(view, ref this);
            if (_feed.LeftHost is { } left) _feed.Leave(left, ref _visitor);
            var host = _feed.Host;
            if (_feed.AsWritten is { } written)
            {
                OnWritten(view, written, host);
                return;
            }

            var recorder = _feed.Recorder;
            var flight = _feed.FlightRecorder;
            recorder?.Before(view, host);
            flight?.Before(view, host);
            var subject = host.Apply(view);
            // State makes nothing of them, and rules are not to see them as something that a process did.
            if (_feed.ShowsStatistics && view.Code == EventCode.ProcinfoEnter) subject = new EventSubject(host.Processes.Find(view.Tid), null);
            var context = new EventContext(view, host, subject, ++_feed._number, _feed._scratch);
            recorder?.Record(context);
            flight?.Append(context);
            if (!view.Origins.StateOnly) _visitor.Visit(context);
            host.Complete(view);
        }

        /// <summary>The same with every event of a capture: what today's schema leaves out is only looked at.</summary>
        readonly void OnWritten(in EventView view, CaptureFileSource source, HostState host)
        {
            var recorder = source.IsLeftOut ? null : _feed.Recorder;
            recorder?.Before(view, host);
            var subject = host.Apply(view);
            _feed._number++;
            var context = new EventContext(view, host, subject, (ulong)source.Number, _feed._scratch) { Written = source.Written };
            recorder?.Record(context);
            if (!view.Origins.StateOnly) _visitor.Visit(context);
            host.Complete(view);
        }
    }
}
