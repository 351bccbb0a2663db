using System.CommandLine;
using System.Globalization;

using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Rules.Explaining;
using Lanner.State.Containers;

using ParseResult = System.CommandLine.ParseResult;

namespace Lanner.Cli;

/// <summary><c>lanner rules explain</c>: why a rule matched events of a capture, or did not.</summary>
static class ExplainCommand
{
    static readonly Argument<string> s_rule = new("rule") { Description = "The rule's name" };

    static readonly Option<string[]> s_captures = new("--read", "-r")
    {
        Description = "Capture file (.scap, plain or gzip; - for standard input); repeatable", HelpName = "FILE", Required = true,
    };

    static readonly Option<ulong?> s_event = new("--event")
    {
        Description = "Explain the event of this number (evt.num, as lanner events prints it)", HelpName = "N",
        CustomParser = result =>
        {
            if (ulong.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
            result.AddError($"--event: '{result.Tokens[^1].Value}' is not a number from 1");
            return null;
        },
    };

    static readonly Option<int> s_limit = SharedOptions.Number("--limit", "-n", "N", "Matches, and kinds of near misses, to show", 3, 1, 1000);

    static readonly Option<string?> s_step = new("--step")
    {
        Description = "Explain an earlier step of the rule instead of its condition, by its name under 'after'", HelpName = "NAME",
    };

    static readonly Option<string[]> s_rules = SharedOptions.Rules();

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print one JSON object" };

    public static Command Create()
    {
        var command = new Command("explain", """
            Tell why a rule matched events of a capture, or why it did not: each part of its condition with what it saw.

            Without --event: the matches, and the events that came nearest. Events that failed at the same parts are one kind; the first
            of them is shown, with how many there are.

            Examples:
              lanner rules explain "Reverse shell" -r incident.scap
              lanner rules explain "Reverse shell" -r incident.scap --event 5234
              lanner rules explain "My rule" -r incident.scap --rules mine.yaml --limit 10
              lanner rules explain "My rule" -r incident.scap --rules mine.yaml --json | jq '.nearest[].failing'

            Exit codes: 0 explained; 2 wrong usage, rules or file, or no such rule or event.
            """)
        {
            s_rule, s_captures, s_event, s_step, s_limit, s_rules, s_json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        if (RuleLoading.LoadForShowing(parsed.GetValue(s_rules) ?? []) is not { } set) return ExitCode.BadInput;
        if (DescribeCommand.Find(set, parsed.GetValue(s_rule)!) is not { } rule) return ExitCode.BadInput;
        if (parsed.GetValue(s_step) is { } name)
        {
            if (rule.OfStep(name) is not { } step)
            {
                var steps = rule.Correlation?.Earlier.Select(earlier => earlier.Name).ToArray() ?? [];
                Console.Error.WriteLine($"lanner: --step: the rule has no step '{Shown.Safe(name)}'{(steps.Length == 0 ? "" : $"; there is {string.Join(", ", steps)}")}");
                return ExitCode.BadInput;
            }

            rule = step;
        }

        var wanted = parsed.GetValue(s_event);
        var explainer = new RuleExplainer(rule, set, wanted, parsed.GetValue(s_limit));
        using var stop = new StopRequest();
        using var feed = new FileFeed(parsed.GetValue(s_captures)!);
        var visitor = new Visitor(explainer, wanted is not null ? stop : null);
        string? damage = null;
        try
        {
            feed.Run(ref visitor, stop);
        }
        catch (CaptureFileException problem)
        {
            damage = problem.Message;
        }

        explainer.Flush();
        if (wanted is { } number && explainer.Wanted is null)
        {
            Console.Error.WriteLine(damage is not null ? $"lanner: {damage}" : number > feed.EventsRead
                ? $"lanner: there is no event {number}: the capture has {feed.EventsRead}"
                : $"lanner: event {number} only tells what was there before the capture began; no rule is asked about it");
            return ExitCode.BadInput;
        }

        if (damage is null || feed.EventsRead > 0)
        {
            if (parsed.GetValue(s_json)) Console.WriteLine(ExplanationJson.Write(explainer, feed.EventsRead));
            else new ExplanationText(explainer, Console.Out).Write(feed.EventsRead);
        }

        foreach (var note in feed.Notes) Console.Error.WriteLine($"lanner: {note}");
        if (damage is null) return ExitCode.Done;
        Console.Error.WriteLine($"lanner: {damage}");
        return ExitCode.BadInput;
    }

    /// <param name="stop">Asked as soon as the one wanted event is explained; null to go on to the end.</param>
    readonly struct Visitor(RuleExplainer explainer, StopRequest? stop) : IEventVisitor
    {
        public void Visit(in EventContext context)
        {
            explainer.Evaluate(context);
            if (stop is not null && explainer.Wanted is not null) stop.Ask();
        }

        public void Between(ulong nowNs, IReadOnlyList<Container> changed)
        {
            if (changed.Count > 0) explainer.ContainersChanged(changed);
            explainer.Poll(nowNs);
            if (stop is not null && explainer.Wanted is not null) stop.Ask();
        }
    }
}
