using Lanner.Rules;

namespace Lanner.Explore.Retelling;

/// <summary>An alert with its number among all of a capture, from 1.</summary>
public sealed record FoundAlert(long Number, Alert Alert);

/// <summary>What the first reading of a capture found.</summary>
/// <param name="Chosen">The alert that was asked for.</param>
/// <param name="Near">Alerts in its time, itself among them, in order.</param>
public sealed record AlertScene(FoundAlert Chosen, IReadOnlyList<FoundAlert> Near);
