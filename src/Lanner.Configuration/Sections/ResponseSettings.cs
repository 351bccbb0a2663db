using System.Globalization;

using Lanner.Rules;

namespace Lanner.Configuration;

/// <summary>What becomes of the actions that rules ask for with <c>respond</c>.</summary>
public enum ResponseMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It is said what would be done.</summary>
    DryRun,

    /// <summary>They are done.</summary>
    On,
}

/// <summary>Section <c>responses</c>: whether, and to whom, the actions that rules ask for are done.</summary>
public sealed record ResponseSettings
{
    /// <summary>How <c>mode</c> and the command line spell it.</summary>
    public static IReadOnlyList<(string Word, ResponseMode Mode)> Modes { get; } =
        [("off", ResponseMode.Off), ("dry-run", ResponseMode.DryRun), ("on", ResponseMode.On)];

    public ResponseMode Mode { get; init; }

    /// <summary>Other actions are never done.</summary>
    public IReadOnlyList<ResponseKind> Allow { get; init; } = [.. RuleResponse.Words.Select(w => w.Kind)];

    /// <summary>Processes outside of containers may be killed.</summary>
    public bool AllowHost { get; init; }

    /// <summary>Nothing is done outside of these; of each list that is not empty one entry must fit.</summary>
    public ResponseScope Only { get; init; } = new();

    /// <summary>Nothing is done to these; one entry that fits is enough.</summary>
    public ResponseScope Never { get; init; } = new();

    /// <summary>Actions that may be done in each <see cref="LimitTime"/>.</summary>
    public int Limit { get; init; } = 5;

    public TimeSpan LimitTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An engine that has not answered by then has failed. A stop's grace comes on top.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A line of JSON for each action goes here; null for nowhere.</summary>
    public string? AuditFile { get; init; }

    internal static ResponseSettings Read(Section section)
    {
        var standard = new ResponseSettings();
        var (limit, time) = ReadLimit(section, (standard.Limit, standard.LimitTime));
        var settings = new ResponseSettings
        {
            Mode = section.Word("mode", ResponseMode.Off, Modes),
            Allow = ReadAllow(section, standard.Allow),
            AllowHost = section.Bool("allow_host", false),
            Only = ResponseScope.Read(section.Sub("only"), withProcesses: false),
            Never = ResponseScope.Read(section.Sub("never"), withProcesses: true),
            Limit = limit,
            LimitTime = time,
            Timeout = section.Time("timeout", standard.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(2)),
            AuditFile = section.Text("audit_file"),
        };
        section.WarnUnknown();
        return settings;
    }

    static IReadOnlyList<ResponseKind> ReadAllow(Section section, IReadOnlyList<ResponseKind> standard)
    {
        var words = section.Texts("allow");
        if (!section.Has("allow")) return standard;
        var allowed = new List<ResponseKind>();
        foreach (var word in words)
        {
            var known = RuleResponse.Words.Where(w => w.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (known is [var (_, kind)]) allowed.Add(kind);
            else
                section.Error("allow", $"'{section.Path("allow")}' are some of {string.Join(", ", RuleResponse.Words.Select(w => w.Word))}, not '{Section.Shorten(word)}'");
        }

        return allowed;
    }

    /// <summary>Such as <c>5 per minute</c>.</summary>
    static (int, TimeSpan) ReadLimit(Section section, (int, TimeSpan) standard)
    {
        if (section.Text("limit") is not { } text) return standard;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [var number, "per", var unit] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 100_000)
        {
            switch (unit)
            {
                case "second": return (count, TimeSpan.FromSeconds(1));
                case "minute": return (count, TimeSpan.FromMinutes(1));
                case "hour": return (count, TimeSpan.FromHours(1));
            }
        }

        section.Error("limit", $"'{section.Path("limit")}' must be such as '5 per minute' (1 to 100000; second, minute, hour), not '{Section.Shorten(text)}'");
        return standard;
    }
}
