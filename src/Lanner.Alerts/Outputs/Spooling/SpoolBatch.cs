namespace Lanner.Alerts.Outputs;

/// <summary>Alerts read from a spool, to be confirmed or given back before the next are read; the bytes are valid until then.</summary>
/// <param name="Segment">Where they are from.</param>
/// <param name="End">The offset behind them.</param>
/// <param name="Lines">Each with its end of line.</param>
/// <param name="Count">How many.</param>
sealed record SpoolBatch(SpoolSegment Segment, long End, ReadOnlyMemory<byte> Lines, int Count);
