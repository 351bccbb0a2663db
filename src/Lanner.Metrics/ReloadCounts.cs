namespace Lanner.Metrics;

/// <summary>What became of reloads of configuration and rules.</summary>
/// <param name="Done">Those that took over.</param>
/// <param name="Failed">Those that changed nothing, because something in them was wrong.</param>
/// <param name="LastDoneNs">When the last one took over, since the epoch; 0 when none did.</param>
/// <param name="LastFailed">The last one failed: what is at work is older than what is in the files.</param>
public readonly record struct ReloadCounts(long Done, long Failed, long LastDoneNs, bool LastFailed);
