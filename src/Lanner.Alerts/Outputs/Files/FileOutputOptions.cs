namespace Lanner.Alerts.Outputs;

/// <summary>Alerts to a file, one a line; a new file is readable by its owner only.</summary>
public sealed record FileOutputOptions : AlertOutputOptions
{
    public override string Name { get; init; } = "file";

    public required string Path { get; init; }

    /// <summary>The file stays open; otherwise it is opened for each alert, so that it may be moved away at any time.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>What the file holds at the start stays; otherwise it begins empty.</summary>
    public bool Append { get; init; } = true;

    /// <summary>Alerts that come together are written together; otherwise each is written by itself.</summary>
    public bool Buffered { get; init; }

    /// <summary>The file is put aside before it gets longer than this many bytes; null for never. A single alert may be longer.</summary>
    public long? RotateAtBytes { get; init; }

    /// <summary>The file is put aside when an alert comes and it is older than this; null for never.</summary>
    public TimeSpan? RotateAfter { get; init; }

    /// <summary>Files put aside that are kept, as <c>PATH.20260131T123456.789Z</c>; of more, the oldest are removed.</summary>
    public int KeepRotated { get; init; } = 8;

    /// <summary>Files put aside are compressed, and get <c>.gz</c> at their end.</summary>
    public bool CompressRotated { get; init; }

    public override IReadOnlyList<OutputOptionProblem> Check()
    {
        var problems = new List<OutputOptionProblem>();
        if (Path.Length == 0 || Path.Contains('\0')) problems.Add(new(nameof(Path), "a file needs a name"));
        else if (Directory.Exists(Path)) problems.Add(new(nameof(Path), $"{Path} is a folder; a file is needed"));
        if (RotateAtBytes <= 0) problems.Add(new(nameof(RotateAtBytes), "a size is more than 0 bytes"));
        if (RotateAfter <= TimeSpan.Zero) problems.Add(new(nameof(RotateAfter), "an age is more than 0"));
        if (KeepRotated < 0) problems.Add(new(nameof(KeepRotated), "a number of files is 0 or more"));
        return problems;
    }

    internal override AlertSink CreateSink(SinkContext context) => new FileSink(this, context);
}
