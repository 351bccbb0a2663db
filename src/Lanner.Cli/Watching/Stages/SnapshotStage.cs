using System.Globalization;

using Lanner.Filters;
using Lanner.Metrics;
using Lanner.Web;

namespace Lanner.Cli;

/// <summary>
/// Publishes how the watch stands, for pages and reports, which run on other threads: each second, and sooner for who asks. It is the one
/// place where they meet the event thread, and neither waits there for the other.
/// </summary>
sealed class SnapshotStage(ProgramFacts facts, WatchSession session, FlightStage? flight, ReloadStage? reload, FoldStage fold) : WatchStage
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Whoever asks more often gets the same again: asking cannot make the event thread busy.</summary>
    static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(200);

    /// <summary>How long an asker waits before it takes what there is.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    readonly EventTally _events = new();
    ProgramFacts _facts = facts;
    TimeSpan _next;
    TimeSpan _nextIfAsked;
    TimeSpan _nextHealth;
    volatile WatchSnapshot? _latest;
    volatile TaskCompletionSource? _asked;

    public HealthMonitor Health { get; } = new(new HealthLimits(), TimeProvider.System, ReadBirths);

    /// <summary>What the web server did; null without one. Set before the watch begins.</summary>
    public WebCounters? Web { get; set; }

    public override bool SeesEvents => true;

    public override void OnEvent(in EventContext context) => _events.Count(context.Event.Code);

    public override void Poll(ulong nowNs)
    {
        Health.Turned();
        var now = session.Elapsed;
        if (now < (_asked is null ? _next : _nextIfAsked)) return;
        _next = now + s_interval;
        _nextIfAsked = now + s_shortest;
        // Whoever asks from here on gets the next one.
        var asked = Interlocked.Exchange(ref _asked, null);
        var snapshot = Take(now);
        _latest = snapshot;
        asked?.TrySetResult();
        if (now < _nextHealth) return;
        _nextHealth = now + s_interval;
        Health.Take(new HealthSample { Now = now, Capture = snapshot.Capture, IsAttached = session.Feed.IsAttached, Outputs = snapshot.Outputs });
    }

    public override void Apply(WatchPlan plan) => _facts = _facts.With(plan.Configuration);

    /// <summary>Who still waits gets what there is.</summary>
    public override void Flush()
    {
        Health.End();
        Interlocked.Exchange(ref _asked, null)?.TrySetResult();
    }

    /// <summary>A snapshot from now, with what the reader adds; when the event thread does not answer, the last there was. Null before the first.</summary>
    public async ValueTask<WatchSnapshot?> AskAsync()
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = Interlocked.CompareExchange(ref _asked, mine, null) ?? mine;
        await Task.WhenAny(asked.Task, Task.Delay(s_patience)).ConfigureAwait(false);
        return _latest is not { } latest ? null : latest with
        {
            Resources = ResourceUse.Read(DateTimeOffset.UtcNow - latest.Facts.Started), Blindness = Health.Blindness, SinceTurn = Health.SinceTurn,
        };
    }

    WatchSnapshot Take(TimeSpan now) => new()
    {
        Facts = _facts,
        Elapsed = now,
        EventsRead = session.Feed.EventsRead,
        Events = _events,
        Capture = session.Feed.ReadStatistics(),
        State = session.Feed.Host.Statistics,
        ContainersEvicted = session.Feed.Host.Containers.Evicted,
        Engine = session.Engine,
        Alerts = session.Alerts,
        Folding = fold.Counts,
        Reloads = reload?.Counts ?? default,
        Outputs = session.Outputs.Statistics,
        Engines = [.. session.Feed.Host.Containers.Sources.Where(source => source.IsWorthMention).Select(source => (source.Name, source.IsConnected))],
        Flight = flight?.Statistics,
        Web = Web is { } web ? new WebUse(web.Answers, web.Connections, web.ConnectionsEvicted) : null,
    };

    /// <summary>The kernel's own count of forks, which no probe has a part in.</summary>
    static long ReadBirths()
    {
        const string name = "processes ";
        try
        {
            var line = File.ReadLines("/proc/stat").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }
}
