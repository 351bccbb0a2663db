using System.CommandLine;
using System.Globalization;

using Lanner.Explore.Retelling;

namespace Lanner.Cli;

/// <summary><c>lanner replay</c>: its options, and what each may be.</summary>
static class ReplayCommand
{
    static readonly Argument<string> s_file = new("file") { Description = "Capture file (.scap, plain or gzip); it is read twice, so no pipe" };

    static readonly Option<long> s_alert = new("--alert")
    {
        Description = "Which alert, by its number as lanner watch -r FILE prints them, from 1 (default 1)", HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
            result.AddError($"--alert: '{result.Tokens[^1].Value}' is not a number from 1");
            return 1;
        },
    };

    static readonly Option<TimeSpan> s_around = new("--around")
    {
        Description = "How long before and after the alert, as 500ms, 10s or 2m (default 10s)", HelpName = "TIME",
        DefaultValueFactory = _ => TimeSpan.FromSeconds(10),
        CustomParser = result =>
        {
            if (TryParseTime(result.Tokens[^1].Value, out var time)) return time;
            result.AddError($"--around: '{result.Tokens[^1].Value}' is no time such as 500ms, 10s or 2m (at most a day)");
            return default;
        },
    };

    static readonly Option<string[]> s_rules = SharedOptions.Rules();

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print one JSON object" };

    public static Command Create()
    {
        var command = new Command("replay", """
            Tell in plain words what the processes around an alert of a capture did before and after it.

            Examples:
              lanner watch -r incident.scap                         which alerts there are
              lanner replay incident.scap                           the first alert, 10 seconds to each side
              lanner replay --alert 3 --around 2m incident.scap     the third, two minutes to each side
              lanner replay --rules my.yaml --json incident.scap

            Exit codes: 0 done; 2 wrong usage, rules or file, or no such alert.
            """)
        {
            s_file, s_alert, s_around, s_rules, s_json,
        };
        command.SetAction(parsed => Replay.Run(
            parsed.GetValue(s_file)!, parsed.GetValue(s_alert), parsed.GetValue(s_around), parsed.GetValue(s_rules) ?? [], parsed.GetValue(s_json)));
        return command;
    }

    static bool TryParseTime(string text, out TimeSpan time)
    {
        var (unit, factor) = text.EndsWith("ms", StringComparison.Ordinal) ? (2, 0.001)
            : text.EndsWith('m') ? (1, 60) : text.EndsWith('h') ? (1, 3600) : text.EndsWith('s') ? (1, 1) : (0, 1.0);
        time = default;
        if (!double.TryParse(text.AsSpan(0, text.Length - unit), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        var seconds = number * factor;
        if (seconds is not (>= 0 and <= 86_400)) return false;
        time = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
