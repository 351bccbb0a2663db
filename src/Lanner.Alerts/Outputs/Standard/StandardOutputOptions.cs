namespace Lanner.Alerts.Outputs;

/// <summary>Alerts to standard output, one a line.</summary>
public sealed record StandardOutputOptions : AlertOutputOptions
{
    public override string Name { get; init; } = "stdout";

    /// <summary>Alerts that come together are written together; otherwise each is written by itself.</summary>
    public bool Buffered { get; init; }

    internal override AlertSink CreateSink(SinkContext context) => new StandardOutputSink(this, context);
}
