namespace Lanner.Alerts.Outputs;

/// <summary>The output takes nothing now; it may later.</summary>
sealed class OutputUnavailableException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The other side, or the sink, knows when trying again makes sense; null to leave it to the usual back-off.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Too common to be told: counted, and the alert is tried again.</summary>
    public bool IsExpected { get; init; }
}

/// <summary>These alerts are not wanted, and trying again would not change that.</summary>
sealed class AlertRefusedException(string message) : Exception(message);

/// <summary>Nobody will ever read this output again.</summary>
sealed class OutputClosedException(string message) : Exception(message);
