using System.CommandLine;
using System.Globalization;

using Lanner.Events;
using Lanner.Explore.Printing;

namespace Lanner.Cli;

/// <summary><c>lanner events</c>: its options, and what each may be.</summary>
static class EventsCommand
{
    static readonly Argument<string[]> s_filter = new("filter")
    {
        Description = "Print only events of which this holds; the words are joined, so that quotes are needed only against the shell",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static readonly Option<string[]> s_captures = new("--read", "-r")
    {
        Description = "Read a capture file (.scap, plain or gzip; - for standard input) instead of this host; repeatable", HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false, Arity = ArgumentArity.OneOrMore,
    };

    static readonly Option<bool> s_follow = SharedOptions.Follow();

    static readonly Option<string?> s_recording = new("--write", "-w")
    {
        Description = "Record what is printed to a .scap file, too (named .gz: compressed); see lanner record", HelpName = "FILE",
    };

    static readonly Option<string?> s_format = new("--print", "-p")
    {
        Description = "Format of a line, fields as %proc.name or %20proc.name; without a * in front, lines with missing fields are left out",
        HelpName = "FORMAT",
    };

    // Options of their own, since -p -c would be what -pc means otherwise as soon as there is a -c.
    static readonly Option<bool> s_container = new("-pc", "-pcontainer") { Description = "The usual line with the container" };

    static readonly Option<bool> s_kubernetes = new("-pk", "-pkubernetes") { Description = "The usual line with the pod and container" };

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print JSON, one object a line, with the fields of the format" };

    static readonly Option<long?> s_count = new("--count", "-n")
    {
        Description = "End after so many lines", HelpName = "N",
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return count;
            result.AddError($"--count: '{result.Tokens[^1].Value}' is not a number from 1");
            return null;
        },
    };

    static readonly Option<TimeSpan?> s_duration = SharedOptions.Duration();

    static readonly Option<int> s_snapLength = SharedOptions.SnapLength();

    static readonly Option<int> s_buffer = SharedOptions.Buffer();

    static readonly Option<bool> s_list = new("--list", "-L") { Description = "List the kinds of events with their parameters, and end" };

    public static Command Create()
    {
        var command = new Command("events", """
            Print events of this host or of captures, a line each: number, time, CPU, process (thread), direction, name, parameters.

            Examples:
              sudo lanner events evt.type=execve                        programs as they start
              sudo lanner events -pc container.name=web                 all that one container does
              sudo lanner events "fd.name startswith /etc and evt.is_open_write=true"
              sudo lanner events -p '%proc.name reads %fd.name' evt.type=read and fd.type=file
              lanner events -r incident.scap -n 20 proc.name=nginx      the first 20 of nginx in a capture
              lanner events -r a.scap -r b.scap -j >events.jsonl        for other programs
              lanner events --list                                      what events there are (fields: lanner fields)

            Exit codes: 0 ended as asked; 2 wrong usage, filter or file (what precedes damage is printed); 3 this machine cannot capture.
            """)
        {
            s_filter, s_captures, s_follow, s_recording, s_format, s_container, s_kubernetes, s_json, s_count, s_duration, s_snapLength, s_buffer, s_list,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(s_follow) && result.GetValue(s_captures) is not { Length: > 0 }) result.AddError("--follow: goes with -r FILE");
        });
        command.SetAction(parsed => parsed.GetValue(s_list) ? List() : EventList.Run(Options(parsed)));
        return command;
    }

    static EventsOptions Options(ParseResult parsed) => new()
    {
        Filter = string.Join(' ', parsed.GetValue(s_filter) ?? []),
        Captures = parsed.GetValue(s_captures) ?? [],
        Follow = parsed.GetValue(s_follow),
        Recording = parsed.GetValue(s_recording),
        Format = parsed.GetValue(s_format)
            ?? (parsed.GetValue(s_kubernetes) ? PrintFormats.Kubernetes : parsed.GetValue(s_container) ? PrintFormats.Container : PrintFormats.Plain),
        Json = parsed.GetValue(s_json),
        Count = parsed.GetValue(s_count),
        Duration = parsed.GetValue(s_duration),
        SnapLength = parsed.GetValue(s_snapLength),
        BufferMiB = parsed.GetValue(s_buffer),
    };

    static int List()
    {
        foreach (var info in EventTable.All)
        {
            if (info.Status != EventStatus.Live || info.Origin == EventOrigin.MetaEvent || info.Origin == EventOrigin.Syscall && !info.IsExit) continue;
            var parameters = string.Join(", ", info.Parameters.Select(p => p.Name));
            Console.WriteLine($"{(info.IsExit ? '<' : '>')} {info.Name}({parameters})");
        }

        return ExitCode.Done;
    }
}
