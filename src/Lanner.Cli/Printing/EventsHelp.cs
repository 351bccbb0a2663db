using System.Text;

namespace Lanner.Cli;

/// <summary>What <c>lanner events --help</c> and <c>sysdig --help</c> print.</summary>
static class EventsHelp
{
    const int Column = 34;

    public const string Purpose =
        "Print events of this host or of captures, a line each: number, time, CPU, process (thread), direction, name, parameters.";

    public static string Write(EventsProgram program)
    {
        var page = new StringBuilder();
        page.Append(program.IsSysdig
            ? "Lanner in the place of sysdig: the same options, lines and filters (what differs: docs/sysdig.md).\n\nUsage: sysdig [OPTIONS] [FILTER]\n"
            : $"{Purpose}\n\nUsage: lanner events [OPTIONS] [FILTER]\n");
        page.Append(Examples(program.IsSysdig ? "sysdig" : "lanner events"));
        foreach (var (heading, options) in EventsOptionTable.Sections)
        {
            if (!options.Any(option => option.Help is not null)) continue;
            page.Append('\n').Append(heading).Append(":\n");
            foreach (var option in options.Where(option => option.Help is not null)) Append(page, option);
        }

        page.Append(program.IsSysdig
            ? "\nExit codes: 0 ended as asked; 1 anything else. What lanner can do beyond this: lanner --help."
            : "\nExit codes: 0 ended as asked; 2 wrong usage, filter or file (what precedes damage is printed); 3 this machine cannot capture.");
        return page.ToString();
    }

    static string Examples(string command) => $"""

        The words of the filter are joined, so that quotes are needed only against the shell.

          sudo {command} evt.type=execve                        programs as they start
          sudo {command} -pc container.name=web                 all that one container does
          sudo {command} "fd.name startswith /etc and evt.is_open_write=true"
          sudo {command} -p '%proc.name reads %fd.name' evt.type=read and fd.type=file
          {command} -r incident.scap -n 20 proc.name=nginx      the first 20 of nginx in a capture
          {command} -r a.scap -r b.scap -j >events.jsonl        for other programs
          {command} -r incident.scap -A fd.port=80              what went over a connection

        """;

    static void Append(StringBuilder page, EventsOption option)
    {
        var names = string.Join(", ", option.Names.Select(name => name is "cl" || name.Length == 1 ? "-" + name : "--" + name));
        var left = "  " + names + (option.Value is null ? "" : " " + option.Value);
        foreach (var line in option.Help!.Split('\n'))
        {
            page.Append(left.PadRight(Column - 1)).Append(' ').Append(line).Append('\n');
            left = "";
        }
    }
}
