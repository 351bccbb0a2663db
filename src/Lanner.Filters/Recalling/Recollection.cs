namespace Lanner.Filters;

/// <summary>
/// What a rule that counts or follows a sequence remembers when it alerts: what its output prints beside the event's own fields.
/// Immutable.
/// </summary>
public sealed record Recollection
{
    /// <summary>Matches of the rule's condition that made the alert, this one among them.</summary>
    public required long Times { get; init; }

    /// <summary>Time of the earliest event that counts, of an earlier step or of the condition; nanoseconds since the epoch.</summary>
    public required ulong FirstTimeNs { get; init; }

    /// <summary>For each earlier step the values of the fields that are kept of its event, null for a missing one.</summary>
    public required IReadOnlyList<KeptValue?[]> Steps { get; init; }
}
