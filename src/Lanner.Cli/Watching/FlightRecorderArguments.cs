using System.CommandLine;
using System.Globalization;

using Lanner.Recording.Flight;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>The options of <c>lanner watch</c> about its flight recorder.</summary>
static class FlightRecorderArguments
{
    static readonly FlightRecorderOptions s_standard = new();

    static readonly Option<FlightRecorderOptions?> s_keep = new("--flight-recorder")
    {
        Description = "Keep the last events of every container in memory, such as 60s, 64MB or 60s,64MB (the memory is shared by all; default 64MB), "
            + "and capture what is around an alert whose rule says capture: true",
        HelpName = "TIME[,SIZE]",
        CustomParser = result =>
        {
            if (TryParseKeep(result.Tokens[^1].Value, out var options)) return options;
            result.AddError($"--flight-recorder: '{result.Tokens[^1].Value}' is no time and size like 60s,64MB (at most 24h and 16GB, at least 1MB)");
            return null;
        },
    };

    static readonly Option<RulePriority?> s_captureOn = new("--capture-on")
    {
        Description = "Capture around every alert at least that grave, whatever its rule says", HelpName = "PRIORITY",
        CustomParser = result =>
        {
            if (RulePriorities.TryParse(result.Tokens[^1].Value, out var priority)) return priority;
            result.AddError($"--capture-on: '{result.Tokens[^1].Value}' is none of {RulePriorities.All.ToLowerInvariant()}");
            return null;
        },
    };

    static readonly Option<TimeSpan> s_after = new("--capture-after")
    {
        Description = "How long a capture goes on after its last alert, unless the rule has a capture_duration (default 5s)", HelpName = "TIME",
        DefaultValueFactory = _ => s_standard.After,
        CustomParser = result =>
        {
            if (TryParseTime(result.Tokens[^1].Value, out var time) && time <= TimeSpan.FromHours(1)) return time;
            result.AddError($"--capture-after: '{result.Tokens[^1].Value}' is no time like 5s (at most 1h)");
            return default;
        },
    };

    static readonly Option<string> s_folder = new("--capture-dir")
    {
        Description = "Where captures go, with index.jsonl: a line for each alert (default ./lanner-captures)", HelpName = "DIR",
        DefaultValueFactory = _ => s_standard.Folder,
    };

    static readonly Option<long> s_total = new("--capture-max-total")
    {
        Description = "Remove the oldest captures when all are more than that (default 1024MB)", HelpName = "SIZE",
        DefaultValueFactory = _ => s_standard.MaxTotalBytes,
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (TryParseSize(text, out var size) || TryParseSize(text + "MB", out size)) return size;
            result.AddError($"--capture-max-total: '{text}' is no size like 1024MB (at least 1MB)");
            return 0;
        },
    };

    static readonly Option<bool> s_compatible = new("--capture-compat")
    {
        Description = "Write captures in the form that sysdig 0.29.3 reads, too; what it has no event for is left out",
    };

    public static IEnumerable<Option> All => [s_keep, s_captureOn, s_after, s_folder, s_total, s_compatible];

    /// <summary>Null when no flight recorder is asked for.</summary>
    public static FlightRecorderOptions? Read(ParseResult parsed) => parsed.GetValue(s_keep) is not { } keep ? null : keep with
    {
        CaptureOn = parsed.GetValue(s_captureOn),
        After = parsed.GetValue(s_after),
        Folder = parsed.GetValue(s_folder)!,
        MaxTotalBytes = parsed.GetValue(s_total),
        Compatible = parsed.GetValue(s_compatible),
    };

    /// <summary>The other options mean nothing without the recorder.</summary>
    public static void Validate(System.CommandLine.Parsing.CommandResult result)
    {
        if (result.GetResult(s_keep) is not null) return;
        foreach (var option in All)
        {
            if (result.GetResult(option) is { Implicit: false }) result.AddError($"{option.Name} needs --flight-recorder");
        }
    }

    internal static bool TryParseKeep(string text, out FlightRecorderOptions options)
    {
        options = s_standard;
        var parts = text.Split(',');
        if (parts.Length > 2) return false;
        if (TryParseTime(parts[0], out var time) && time <= TimeSpan.FromHours(24)) options = options with { Before = time };
        // Memory alone is the limit.
        else if (parts.Length == 1 && TryParseSize(parts[0], out _)) options = options with { Before = TimeSpan.FromHours(24) };
        else return false;
        if (!TryParseSize(parts[^1], out var size)) return parts.Length == 1;
        if (size > 16_000_000_000) return false;
        options = options with { MemoryBytes = size };
        return true;
    }

    internal static bool TryParseTime(string text, out TimeSpan time)
    {
        time = default;
        (string Unit, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];
        var (unit, seconds) = units.First(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        if (!double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (number * seconds is not (> 0 and <= 1e9)) return false;
        time = TimeSpan.FromSeconds(number * seconds);
        return true;
    }

    /// <summary>MB and GB are powers of ten, MiB and GiB of two.</summary>
    internal static bool TryParseSize(string text, out long bytes)
    {
        bytes = 0;
        (string Unit, long Bytes)[] units = [("MiB", 1 << 20), ("GiB", 1 << 30), ("MB", 1_000_000), ("GB", 1_000_000_000)];
        foreach (var (unit, size) in units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            if (!double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            if (number * size is not (>= 1_000_000 and <= 1e15)) return false;
            bytes = (long)(number * size);
            return true;
        }

        return false;
    }
}
