using Lanner.Alerts;
using Lanner.Responses.Doing;
using Lanner.Rules;

namespace Lanner.Responses;

/// <summary>What a responder needs of its surroundings.</summary>
public sealed record ResponderOptions
{
    /// <summary>The alerts are of this host, now. Else nothing is ever done, only said.</summary>
    public required bool IsLive { get; init; }

    /// <summary>By the clock of events, nanoseconds since the epoch at this host's boot.</summary>
    public ulong BootEpochNs { get; init; }

    public IReadOnlyList<EngineSocket> Engines { get; init; } = [];

    /// <summary>Takes records of what was done. Called from any thread.</summary>
    public Action<InternalAlert> Raise { get; init; } = static _ => { };

    /// <summary>Takes lines for the operator. Called from any thread.</summary>
    public Action<RulePriority, string> Log { get; init; } = static (_, _) => { };

    /// <summary>As alerts have it.</summary>
    public Func<string> Hostname { get; init; } = static () => "";
}

/// <summary>What came of the actions that were asked for.</summary>
public sealed record ResponseStatistics
{
    public long Done { get; init; }

    public long Failed { get; init; }

    /// <summary>Protected, or another one by then.</summary>
    public long Spared { get; init; }

    /// <summary>Would have been done.</summary>
    public long WouldDo { get; init; }

    /// <summary>Beyond the limit, or too many waited.</summary>
    public long LeftOut { get; init; }

    public bool IsAny => Done + Failed + Spared + WouldDo + LeftOut > 0;
}
