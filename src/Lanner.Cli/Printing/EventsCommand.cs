using System.CommandLine;

using Lanner.Explore.Printing;
using Lanner.Filters;

namespace Lanner.Cli;

/// <summary>
/// <c>lanner events</c>, and <c>sysdig</c>, which is the same under another name. Its command line is read as sysdig reads it, so that what
/// works there works here: values right behind their letters, letters together, options among the words of the filter.
/// </summary>
static class EventsCommand
{
    /// <summary>For the list of verbs; what is behind the verb goes to <see cref="Run"/>.</summary>
    public static Command Create() => new("events", EventsHelp.Purpose);

    public static int Run(EventsProgram program, IReadOnlyList<string> words)
    {
        var arguments = EventsArguments.Parse(words, Chisels.ParametersOf);
        if (arguments.Has("h")) return Print(EventsHelp.Write(program));
        var reader = new EventsOptionReader(arguments, program);
        var options = reader.Read();
        if (reader.Problem is { } problem) return program.Fail($"{problem} (see: {program.HelpCommand})");
        if (arguments.Has("version")) return Print(EventsLists.Version(program));
        if (arguments.Has("libs-version")) return Print(EventsLists.Version(EventsProgram.Lanner));
        if (arguments.Has("l")) return Print(EventsLists.Fields(arguments.Has("v")));
        if (arguments.Has("list-markdown")) return Print(EventsLists.FieldsAsPage());
        if (arguments.Has("L")) return Print(EventsLists.Events());
        if (reader.ShowsFormat) return Print(reader.Format);
        foreach (var note in arguments.Notes) Console.Error.WriteLine($"{program.Name}: {note}");
        if (arguments.Has("cl")) return Chisels.List(program);
        if (arguments.Value("i") is { } chisel) return Chisels.Describe(program, chisel);
        return arguments.Chisels.Count > 0 ? Chisels.Run(arguments.Chisels, options) : EventList.Run(options);
    }

    static int Print(string text)
    {
        Console.Out.Write(text.EndsWith('\n') ? text : text + "\n");
        return ExitCode.Done;
    }
}
