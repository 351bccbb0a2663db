namespace Lanner.Metrics;

/// <summary>What the web server did so far.</summary>
/// <param name="Answers">By status.</param>
/// <param name="Connections">Accepted.</param>
/// <param name="Evicted">Ended early because there were too many.</param>
public sealed record WebUse(IReadOnlyList<(int Status, long Count)> Answers, long Connections, long Evicted);
