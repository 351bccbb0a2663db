using System.CommandLine;

using Lanner.Events.Files;
using Lanner.Explore.Inspection;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.State.Containers;

using ParseResult = System.CommandLine.ParseResult;

namespace Lanner.Cli;

/// <summary><c>lanner inspect</c>: one page about a capture.</summary>
static class InspectCommand
{
    static readonly Argument<string> s_file = new("file") { Description = "Capture file (.scap, plain or gzip; - for standard input)" };

    static readonly Option<string[]> s_rules = SharedOptions.Rules();

    static readonly Option<bool> s_noRules = new("--no-rules") { Description = "Ask no rules for alerts, which is faster" };

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print one JSON object" };

    public static Command Create()
    {
        var command = new Command("inspect", """
            Tell on one page what is in a capture: when, which machine and containers, alerts, the process tree, files, connections, errors.

            Examples:
              lanner inspect incident.scap
              lanner inspect --rules my.yaml incident.scap      alerts of your own rules
              lanner inspect --json incident.scap | jq .alerts

            Exit codes: 0 done; 2 wrong usage, rules or file (the page is about what precedes damage).
            """)
        {
            s_file, s_rules, s_noRules, s_json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        var file = parsed.GetValue(s_file)!;
        RuleSet? rules = null;
        if (!parsed.GetValue(s_noRules))
        {
            rules = RuleLoading.Load(parsed.GetValue(s_rules) ?? [], new RuleSetOptions(), Console.Error);
            if (rules is null) return ExitCode.BadInput;
        }

        using var stop = new StopRequest();
        using var feed = new FileFeed([file]);
        var inspector = new CaptureInspector(rules);
        var visitor = new Visitor(inspector);
        string? damage = null;
        try
        {
            feed.Run(ref visitor, stop);
        }
        catch (CaptureFileException problem)
        {
            damage = problem.Message;
        }

        inspector.End();
        if (damage is null || feed.EventsRead > 0) Print(CaptureReport.Of(inspector, file, feed.Machine.Machine), parsed.GetValue(s_json));
        foreach (var note in feed.Notes) Console.Error.WriteLine($"lanner: {note}");
        if (damage is null) return ExitCode.Done;
        Console.Error.WriteLine($"lanner: {damage}");
        return ExitCode.BadInput;
    }

    static void Print(CaptureReport report, bool json)
    {
        if (!json)
        {
            ReportText.Write(report, Console.Out);
            return;
        }

        using var output = Console.OpenStandardOutput();
        ReportJson.Write(report, output);
        output.WriteByte((byte)'\n');
    }

    readonly struct Visitor(CaptureInspector inspector) : IEventVisitor
    {
        public void Visit(in EventContext context) => inspector.Take(context);

        public void Between(ulong nowNs, IReadOnlyList<Container> changed) => inspector.Between(nowNs, changed);
    }
}
