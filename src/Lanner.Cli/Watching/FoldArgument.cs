namespace Lanner.Cli;

/// <summary>The value of <c>--fold</c>, a shorter way to write section <c>fold</c> of the configuration.</summary>
static class FoldArgument
{
    /// <summary>The settings it stands for, empty when it is not given; null when it cannot be understood.</summary>
    public static IReadOnlyList<string>? Settings(string? text)
    {
        if (text is null) return [];
        if (text == "off") return ["fold.enabled=false"];
        var parts = text.Split(',');
        if (!FlightRecorderArguments.TryParseTime(parts[0], out var time) || time < TimeSpan.FromSeconds(1) || time > TimeSpan.FromDays(1)) return null;
        List<string> settings = ["fold.enabled=true", $"fold.window={(long)time.TotalMilliseconds}ms"];
        if (parts.Length == 1) return settings;
        if (parts.Length > 2 || !int.TryParse(parts[1], out var after) || after is < 0 or > 1_000_000) return null;
        return [.. settings, $"fold.after={after}"];
    }
}
