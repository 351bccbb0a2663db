namespace Lanner.Rules;

/// <summary>How rules are applied to events.</summary>
public sealed record RuleEngineOptions
{
    /// <summary>Only the first rule that matches an event alerts, in load order; else all that match.</summary>
    public bool FirstMatchOnly { get; init; }

    /// <summary>How long, in the time of events, an alert waits for its container's detail.</summary>
    public TimeSpan DetailDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Events that wait at once. When full, the oldest is decided with what is known.</summary>
    public int MaxPendingEvents { get; init; } = 4096;

    /// <summary>Memory of the events that wait, in bytes.</summary>
    public long MaxPendingBytes { get; init; } = 32L << 20;

    /// <summary>Keys that a rule which looks at several events remembers at once. When full, the one silent longest is forgotten.</summary>
    public int MaxCorrelationKeys { get; init; } = 10_000;

    /// <summary>Memory of all such rules together, in bytes; each has the same share.</summary>
    public long MaxCorrelationBytes { get; init; } = 64L << 20;

    /// <summary>Data of events that is no text is printed in Base64.</summary>
    public bool Base64Buffers { get; init; }

    /// <summary>Alerts carry a copy of the process with its ancestors.</summary>
    public bool KeepProcess { get; init; }
}
