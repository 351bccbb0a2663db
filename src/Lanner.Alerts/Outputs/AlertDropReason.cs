namespace Lanner.Alerts.Outputs;

/// <summary>Why an alert did not reach an output.</summary>
public enum AlertDropReason
{
    /// <summary>Too many waited: the output is too slow, or failed for too long.</summary>
    QueueFull,

    /// <summary>The other side does not want this alert and would not want it later (HTTP 4xx).</summary>
    Refused,

    /// <summary>The folder on disk was full, and the oldest had to go.</summary>
    SpoolFull,

    /// <summary>Nobody reads this output any more.</summary>
    Closed,

    /// <summary>The end came first.</summary>
    NotSentAtEnd,
}

public static class AlertDropReasons
{
    static readonly string[] s_names = ["queue_full", "refused", "spool_full", "closed", "not_sent_at_end"];

    public static IReadOnlyList<AlertDropReason> All { get; } = Enum.GetValues<AlertDropReason>();

    /// <summary>As metrics and messages name it.</summary>
    public static string Name(this AlertDropReason reason) => s_names[(int)reason];
}
