namespace Lanner.Alerts;

/// <summary>What an alert looks like. The defaults are Falco's.</summary>
public sealed record AlertRendering
{
    /// <summary>One JSON object per alert instead of a line for people.</summary>
    public bool Json { get; init; }

    /// <summary>JSON has <c>output</c>: time, priority and message.</summary>
    public bool IncludeOutput { get; init; } = true;

    /// <summary>JSON has <c>message</c>: the output without time and priority.</summary>
    public bool IncludeMessage { get; init; }

    public bool IncludeTags { get; init; } = true;

    public bool IncludeOutputFields { get; init; } = true;

    /// <summary>The time before the text is <c>2026-01-31T12:34:56.123456789+0000</c> instead of the local time of day.</summary>
    public bool TimeIso8601 { get; init; }

    /// <summary>Name and value of what every alert's fields have besides, as <c>static.NAME</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> StaticFields { get; init; } = [];

    /// <summary>Instead of the alert's own host name; null to keep that.</summary>
    public string? Hostname { get; init; }

    /// <summary>Text colours the priority; for terminals.</summary>
    public bool Colour { get; init; }

    /// <summary>A format of its own for each output, as they have buffers.</summary>
    public IAlertFormat CreateFormat() => Json ? new JsonAlertFormat(this) : new TextAlertFormat(Colour, TimeIso8601);
}
