namespace Lanner.Alerts.Outputs;

/// <summary>Alerts to a program's standard input, one a line. The program inherits standard output and error.</summary>
public sealed record ProgramOutputOptions : AlertOutputOptions
{
    public override string Name { get; init; } = "program";

    /// <summary>For <c>/bin/sh -c</c>: it comes from the configuration, which is trusted.</summary>
    public required string Command { get; init; }

    /// <summary>
    /// One program gets all alerts, and is started again when it ends, with what the last one left unread; otherwise each alert gets a run of
    /// its own.
    /// </summary>
    public bool KeepAlive { get; init; }

    /// <summary>A run for one alert may take so long; then it is killed, and the alert waits for another.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public override IReadOnlyList<OutputOptionProblem> Check()
    {
        var problems = new List<OutputOptionProblem>();
        if (string.IsNullOrWhiteSpace(Command) || Command.Contains('\0')) problems.Add(new(nameof(Command), "a command is needed"));
        if (Timeout <= TimeSpan.Zero) problems.Add(new(nameof(Timeout), "a time is more than 0"));
        return problems;
    }

    internal override AlertSink CreateSink(SinkContext context) => new ProgramSink(this, context);
}
