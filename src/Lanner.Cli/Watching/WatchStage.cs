using Lanner.Filters;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>
/// A part of a watch besides the rules: it may look at events, at alerts on their way to the outputs, and at the clock. Stages stand in a
/// row (<see cref="WatchStages"/>); an alert goes from one to the next and then to the outputs. All calls come from the feed's thread.
/// </summary>
abstract class WatchStage : IDisposable
{
    /// <summary>Takes what this stage lets through: the next stage, or the outputs. Set before the first call.</summary>
    public Action<IAlert> Next { get; set; } = static _ => { };

    /// <summary>It wants <see cref="OnEvent"/>; who does not, costs events nothing.</summary>
    public virtual bool SeesEvents => false;

    /// <summary>A warning to the operator before the watch begins; null for none.</summary>
    public virtual string? Note(RuleSet rules) => null;

    /// <summary>The watch begins; everything in it is there.</summary>
    public virtual void Start()
    {
    }

    /// <summary>Another plan holds from now on, between two events.</summary>
    public virtual void Apply(WatchPlan plan)
    {
    }

    /// <summary>An event that state has taken in, before rules judge it; valid during the call.</summary>
    public virtual void OnEvent(in EventContext context)
    {
    }

    /// <summary>An alert on its way. A stage may pass it on at once, later, changed, or not at all.</summary>
    public virtual void OnAlert(IAlert alert) => Next(alert);

    /// <summary>Containers became known, before alerts that waited for them are decided.</summary>
    public virtual void Learned(IReadOnlyList<Container> changed, ulong nowNs)
    {
    }

    /// <summary>Called often, also when no event comes.</summary>
    /// <param name="nowNs">By the clock of events.</param>
    public virtual void Poll(ulong nowNs)
    {
    }

    /// <summary>No event comes any more: what is held back goes on now.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>At the end, when the outputs are done: closes what is open and says what was done.</summary>
    public virtual void Report(TextWriter to)
    {
    }

    public virtual void Dispose()
    {
    }
}
