using Lanner.Events;
using Lanner.Filters;
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

    /// <summary>Events handed out.</summary>
    public ulong EventsRead => _number;

    /// <summary>Runs until the events end or <paramref name="stop"/> asks; what was made before is still handed out.</summary>
    public abstract void Run<TVisitor>(ref TVisitor visitor, StopRequest stop) where TVisitor : struct, IEventVisitor;

    /// <summary>Lets state take in what other threads delivered, and the visitor look around.</summary>
    protected void LookAround<TVisitor>(ref TVisitor visitor, ulong nowNs) where TVisitor : struct, IEventVisitor =>
        visitor.Between(nowNs, Host.Drain(nowNs) ? Host.Containers.Changed : []);

    public virtual void Dispose()
    {
    }

    /// <summary>The path of every event: state, then the verb, then state's tidying.</summary>
    protected ref struct Path<TVisitor>(Feed feed, ref TVisitor visitor) : IEventConsumer where TVisitor : struct, IEventVisitor
    {
        readonly Feed _feed = feed;
        readonly ref TVisitor _visitor = ref visitor;

        public readonly void OnEvent(in EventView view)
        {
            var host = _feed.Host;
            var subject = host.Apply(view);
            _visitor.Visit(new EventContext(view, host, subject, ++_feed._number, _feed._scratch));
            host.Complete(view);
        }
    }
}
