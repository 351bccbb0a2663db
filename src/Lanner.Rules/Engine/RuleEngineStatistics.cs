using Lanner.Rules.Correlating;

namespace Lanner.Rules;

/// <summary>Counters of a rule engine since it was made.</summary>
public sealed record RuleEngineStatistics
{
    /// <summary>Events that some rule is about.</summary>
    public required long EventsEvaluated { get; init; }

    public required long Alerts { get; init; }

    /// <summary>Events that had to wait for their container's detail.</summary>
    public required long Deferred { get; init; }

    /// <summary>Of these, those whose time was up before the detail came.</summary>
    public required long TimedOut { get; init; }

    /// <summary>Of these, those decided early because too many waited.</summary>
    public required long DecidedEarly { get; init; }

    /// <summary>Events waiting now.</summary>
    public required int Pending { get; init; }

    /// <summary>What rules that look at several events remember, all together.</summary>
    public CorrelationCounters Correlation { get; init; }

    /// <summary>
    /// Time of finding, for all rules together, which are to be asked for an event: an estimate, from some events that were timed.
    /// </summary>
    public required TimeSpan SieveTime { get; init; }
}

/// <summary>Counters of one rule.</summary>
/// <param name="Evaluations">Events it was decided for.</param>
/// <param name="Matches">Alerts it made.</param>
public readonly record struct RuleCounters(long Evaluations, long Matches)
{
    /// <summary>
    /// Of the evaluations, those for which its condition had to be asked; for the others it was known before that it cannot match.
    /// </summary>
    public long Asks { get; init; }

    /// <summary>What it remembers of earlier events; null for a rule that looks at one event alone.</summary>
    public CorrelationCounters? Correlation { get; init; }

    /// <summary>Time of all asks: an estimate, from some that were timed.</summary>
    public TimeSpan Time { get; init; }
}
