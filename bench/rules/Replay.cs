using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.RuleSpeed;

/// <summary>The path of an event from a file through state to the rules, as <c>lanner watch -r</c> goes it; alerts are only counted.</summary>
sealed class Replay : ISnapshotConsumer
{
    readonly FieldScratch _scratch = new();
    readonly RuleEngine? _engine;
    HostState _host = NewHost();
    ulong _number;

    public Replay(RuleSet? rules)
    {
        if (rules is not null) _engine = new RuleEngine(rules, _ => Alerts++);
    }

    public long Events => (long)_number;

    public long Alerts { get; private set; }

    public void Run(string capture)
    {
        using var source = CaptureFileSource.Open(capture, new CaptureFileOptions { Snapshots = this });
        var consumer = new Consumer(this);
        while (!source.IsFinished)
        {
            if (source.Poll(ref consumer, 4096) == 0) source.Wait(TimeSpan.FromSeconds(1));
            var now = _host.PreviousEventNs;
            if (_host.Drain(now)) _engine?.ContainersChanged(_host.Containers.Changed);
            _engine?.Poll(now);
        }

        _engine?.Flush();
    }

    void ISnapshotConsumer.OnSnapshot(CaptureSnapshot snapshot)
    {
        if (!snapshot.IsAddition) _host = NewHost();
        _host.SeedUsers(snapshot.Users);
        _host.SeedGroups(snapshot.Groups);
        _host.Seed(snapshot.Threads);
    }

    static HostState NewHost() => new(containers: new ContainerTable(new ContainerTableOptions { RecordsFollow = true }));

    readonly struct Consumer(Replay replay) : IEventConsumer
    {
        public void OnEvent(in EventView view)
        {
            var host = replay._host;
            var subject = host.Apply(view);
            var context = new EventContext(view, host, subject, ++replay._number, replay._scratch);
            replay._engine?.Evaluate(context);
            host.Complete(view);
        }
    }
}
