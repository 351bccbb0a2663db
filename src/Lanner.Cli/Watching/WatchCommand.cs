using System.CommandLine;
using System.Globalization;
using System.Net;

using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary><c>lanner watch</c>: its options, and what each may be.</summary>
static class WatchCommand
{
    static readonly Option<string?> s_config = new("--config", "-c")
    {
        Description = $"Configuration file, ours or Falco's (default: {ConfigurationLoading.DefaultPath} if it is there)", HelpName = "FILE",
    };

    static readonly Option<string[]> s_settings = new("--option", "-o")
    {
        Description = "Set one key of the configuration, as json_output=true, rules_files[0]=my.yaml or rules[].disable.tag=network; repeatable",
        HelpName = "KEY=VALUE",
    };

    static readonly Option<string[]> s_rules = SharedOptions.Rules();

    static readonly Option<string[]> s_captures = new("--read", "-r")
    {
        Description = "Watch a capture file (.scap, plain or gzip; - for standard input) instead of this host; repeatable",
        HelpName = "FILE",
    };

    static readonly Option<bool> s_follow = SharedOptions.Follow();

    static readonly Option<string?> s_recording = new("--write", "-w")
    {
        Description = "Record what the rules are shown to a .scap file (named .gz: compressed), to judge it again with -r", HelpName = "FILE",
    };

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print alerts as JSON, one object a line" };

    static readonly Option<RulePriority?> s_priority = new("--priority", "-p")
    {
        Description = $"Leave out rules less grave than this: {RulePriorities.All.ToLowerInvariant()}",
        HelpName = "PRIORITY",
        CustomParser = result =>
        {
            if (RulePriorities.TryParse(result.Tokens[^1].Value, out var priority)) return priority;
            result.AddError($"--priority: '{result.Tokens[^1].Value}' is none of {RulePriorities.All.ToLowerInvariant()}");
            return null;
        },
    };

    static readonly Option<ResponseMode?> s_respond = new("--respond")
    {
        Description = "What becomes of the actions that rules ask for (respond: [kill, ...]): off (default), dry-run to be told what would be done, on",
        HelpName = "MODE",
        CustomParser = result =>
        {
            foreach (var (word, mode) in ResponseSettings.Modes)
            {
                if (word == result.Tokens[^1].Value) return mode;
            }

            result.AddError($"--respond: '{result.Tokens[^1].Value}' is none of {string.Join(", ", ResponseSettings.Modes.Select(m => m.Word))}");
            return null;
        },
    };

    static readonly Option<string[]> s_disable = new("--disable")
    {
        Description = "Switch off rules by name, * for any text; repeatable", HelpName = "NAME",
    };

    static readonly Option<string[]> s_disableTag = new("--disable-tag")
    {
        Description = "Switch off rules that have a tag; repeatable", HelpName = "TAG",
    };

    static readonly Option<string[]> s_enable = new("--enable")
    {
        Description = "Switch on rules by name, after all switching off; repeatable", HelpName = "NAME",
    };

    static readonly Option<string[]> s_enableTag = new("--enable-tag")
    {
        Description = "Switch on rules that have a tag, after all switching off; repeatable", HelpName = "TAG",
    };

    static readonly Option<ColourChoice> s_colour = new("--color")
    {
        Description = "Colour alerts by priority: auto, always, never", HelpName = "WHEN", DefaultValueFactory = _ => ColourChoice.Auto,
    };

    static readonly Option<string?> s_fold = new("--fold")
    {
        Description = "After so many alerts of a rule about the same program in the same container within a time (default 60s,10), only count "
            + "them and tell the count at the end of the time; off: every alert goes out as it is",
        HelpName = "TIME[,COUNT]|off",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (FoldArgument.Settings(text) is null) result.AddError($"--fold: '{text}' is neither off nor a time and a number like 60s,10");
            return text;
        },
    };

    static readonly Option<TimeSpan?> s_duration = SharedOptions.Duration();

    static readonly Option<int> s_snapLength = SharedOptions.SnapLength();

    static readonly Option<bool> s_stats = new("--stats")
    {
        Description = "Print at the end, and on SIGUSR2, what each rule cost: events, how often its condition was asked, matches, time",
    };

    static readonly Option<TimeSpan?> s_statsInterval = SharedOptions.Seconds("--stats-interval", "The same every so many seconds as well");

    static readonly Option<int> s_buffer = SharedOptions.Buffer();

    static readonly Option<IPEndPoint?> s_listen = new("--listen")
    {
        Description = "Serve /healthz, /versions and /metrics over HTTP, on this host alone unless an address is given (0.0.0.0: every one)", HelpName = "[ADDRESS:]PORT",
        CustomParser = result =>
        {
            if (TryParseListen(result.Tokens[^1].Value, out var at)) return at;
            result.AddError($"--listen: '{result.Tokens[^1].Value}' is no port, or address and port, like 8765, 0.0.0.0:8765 or [::1]:8765");
            return null;
        },
    };

    static readonly Option<bool> s_noPushDown = new("--no-pushdown")
    {
        Description = "Decide every condition here, none in the kernel: to measure, or out of distrust", Hidden = true,
    };

    public static Command Create()
    {
        var command = new Command("watch", """
            Watch this host's containers and alert on what the rules call bad.

            Prints READY on standard error when it sees everything from then on; ends on Ctrl-C or SIGTERM with a summary.

            Examples:
              sudo lanner watch                                        the built-in rules, alerts as text
              sudo lanner watch --json >>alerts.jsonl                  for machines, in the shape of Falco's alerts
              sudo lanner watch --rules falco_rules.yaml --rules my.d  rule files as Falco takes them
              sudo lanner watch --priority warning                     only what is grave
              sudo lanner watch --disable 'Bash*' --disable-tag network
              sudo lanner watch --disable '*' --enable 'Reverse shell'
              sudo lanner watch -w watched.scap.gz                     keep what was judged, to judge it again
              sudo lanner watch --flight-recorder 60s --capture-on warning
                                                                       and what was around such an alert, in ./lanner-captures
              sudo lanner watch --respond dry-run                      say what rules with respond would do; see docs/responses.md
              sudo lanner watch -c falco.yaml -o json_output=true      Falco's configuration as it stands, with one change
              sudo lanner watch --listen 8765                          /healthz, /versions and /metrics at http://127.0.0.1:8765
              lanner watch -r incident.scap                            would these rules have caught it?

            Options win over the configuration; see docs/configuration.md. SIGHUP loads configuration and rules anew without a gap;
            SIGUSR1 opens output files anew; with --stats, SIGUSR2 prints what rules cost.

            Exit codes: 0 ended as asked; 2 wrong usage, configuration or rules; 3 this machine cannot watch (not root, no BTF);
            4 events were lost, and the configuration wants an end then.
            """)
        {
            s_config, s_settings, s_rules, s_captures, s_follow, s_recording, s_json, s_priority, s_disable, s_disableTag, s_enable, s_enableTag, s_respond, s_colour,
            s_fold, s_duration, s_snapLength, s_buffer, s_stats, s_statsInterval, s_listen, s_noPushDown,
        };
        foreach (var option in FlightRecorderArguments.All) command.Add(option);
        command.Validators.Add(FlightRecorderArguments.Validate);
        command.Validators.Add(result =>
        {
            if (result.GetValue(s_follow) && result.GetValue(s_captures) is not { Length: > 0 }) result.AddError("--follow: goes with -r FILE");
        });
        command.SetAction(parsed => Watch.Run(Options(parsed)));
        return command;
    }

    static WatchOptions Options(ParseResult parsed) => new()
    {
        Config = parsed.GetValue(s_config),
        Settings = [.. parsed.GetValue(s_settings) ?? [], .. FoldArgument.Settings(parsed.GetValue(s_fold)) ?? []],
        Rules = parsed.GetValue(s_rules) ?? [],
        Captures = parsed.GetValue(s_captures) ?? [],
        Follow = parsed.GetValue(s_follow),
        Recording = parsed.GetValue(s_recording),
        FlightRecorder = FlightRecorderArguments.Read(parsed),
        Json = parsed.GetValue(s_json),
        MinimumPriority = parsed.GetValue(s_priority),
        Selectors =
        [
            .. (parsed.GetValue(s_disable) ?? []).Select(RuleSelector.DisableName),
            .. (parsed.GetValue(s_disableTag) ?? []).Select(RuleSelector.DisableTag),
            .. (parsed.GetValue(s_enable) ?? []).Select(RuleSelector.EnableName),
            .. (parsed.GetValue(s_enableTag) ?? []).Select(RuleSelector.EnableTag),
        ],
        Respond = parsed.GetValue(s_respond),
        Colour = parsed.GetValue(s_colour),
        Duration = parsed.GetValue(s_duration),
        PushDown = !parsed.GetValue(s_noPushDown),
        RuleCosts = parsed.GetValue(s_stats) || parsed.GetValue(s_statsInterval) is not null,
        RuleCostInterval = parsed.GetValue(s_statsInterval),
        Listen = parsed.GetValue(s_listen),
        SnapLength = Given(parsed, s_snapLength),
        BufferMiB = Given(parsed, s_buffer),
    };

    static bool TryParseListen(string text, out IPEndPoint? at)
    {
        // A port alone would be read as an address.
        var isPort = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        at = isPort ? new IPEndPoint(IPAddress.Loopback, port) : null;
        if (isPort) return true;
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && (text.StartsWith('[') || text.IndexOf(':', StringComparison.Ordinal) == colon) && IPEndPoint.TryParse(text, out at);
    }

    /// <summary>Null when the option is left out: its default is the configuration's.</summary>
    static int? Given(ParseResult parsed, Option<int> option) => parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;
}
