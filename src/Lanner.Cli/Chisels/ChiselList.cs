using System.CommandLine;

using Lanner.Explore.Chisels;
using Lanner.Filters;

using ParseResult = System.CommandLine.ParseResult;

namespace Lanner.Cli;

/// <summary><c>lanner chisels</c>: what chisels there are, and the page of one.</summary>
static class ChiselList
{
    static readonly Argument<string?> s_name = new("name") { Description = "Only this one, with its arguments", Arity = ArgumentArity.ZeroOrOne };

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print one JSON object a line" };

    public static Command Create()
    {
        var command = new Command("chisels", """
            List the chisels: small analyses of events, run with lanner events -c NAME.

            Examples:
              lanner chisels                                            all, by category
              lanner chisels spy_users                                  what one shows and takes
              sudo lanner events -pc -c topprocs_cpu container.name=web what it is used like
              lanner events -r incident.scap -c topfiles_bytes

            Exit codes: 0 done; 2 wrong usage, or no chisel is named so.
            """)
        {
            s_name, s_json,
        };
        command.SetAction(Run);
        return command;
    }

    /// <summary>The list by category, as <c>-cl</c> prints it.</summary>
    public static int PrintAll(EventsProgram program)
    {
        foreach (var category in ChiselCatalogue.All.GroupBy(chisel => chisel.Category))
        {
            Console.WriteLine($"\nCategory: {category.Key}\n{new string('-', category.Key.Length + 10)}");
            foreach (var chisel in category) Console.WriteLine($"{chisel.Name,-20}{chisel.Summary}");
        }

        Console.WriteLine($"\nMore about one: {(program.IsSysdig ? "sysdig -i" : "lanner chisels")} NAME");
        return ExitCode.Done;
    }

    /// <summary>The page of one, as <c>-i</c> prints it.</summary>
    public static int Print(EventsProgram program, string name)
    {
        if (ChiselCatalogue.Find(name) is not { } chisel) return Unknown(program, name);
        Console.WriteLine($"\nCategory: {chisel.Category}\nName:     {chisel.Name}\n\n{chisel.Summary}\n\n{chisel.Description}\n\nArguments:");
        if (chisel.Parameters.Count == 0) Console.WriteLine("  (none)");
        foreach (var parameter in chisel.Parameters)
        {
            var kind = parameter.Kind.ToString().ToLowerInvariant();
            Console.WriteLine($"  {parameter.Name} [{kind}{(parameter.IsOptional ? ", optional" : "")}]: {parameter.Description}");
        }

        if (chisel.OnlyCaptures) Console.WriteLine("\nWorks on captures only (-r FILE).");
        if (chisel.NeedsTerminal) Console.WriteLine("\nDraws, and needs a terminal.");
        return ExitCode.Done;
    }

    /// <summary>Tells that there is no chisel of that name, and which may have been meant.</summary>
    public static int Unknown(EventsProgram program, string name)
    {
        var hint = Suggestion.Hint(name, ChiselCatalogue.All.Select(chisel => chisel.Name)) ?? "see: lanner chisels";
        return program.Fail($"there is no chisel '{Shown.Safe(name)}' ({hint})");
    }

    static int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(s_name);
        if (name is not null && ChiselCatalogue.Find(name) is null) return Unknown(EventsProgram.Lanner, name);
        if (!parsed.GetValue(s_json)) return name is null ? PrintAll(EventsProgram.Lanner) : Print(EventsProgram.Lanner, name);
        foreach (var chisel in ChiselCatalogue.All.Where(chisel => name is null || chisel.Name == name)) Console.WriteLine(ToJson(chisel));
        return ExitCode.Done;
    }

    static string ToJson(ChiselDefinition chisel) => JsonLine.Write(json =>
    {
        json.WriteString("name", chisel.Name);
        json.WriteString("category", chisel.Category);
        json.WriteString("summary", chisel.Summary);
        json.WriteString("description", chisel.Description);
        json.WriteBoolean("only_captures", chisel.OnlyCaptures);
        json.WriteBoolean("needs_terminal", chisel.NeedsTerminal);
        json.WriteStartArray("arguments");
        foreach (var parameter in chisel.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteString("type", parameter.Kind.ToString().ToLowerInvariant());
            json.WriteBoolean("optional", parameter.IsOptional);
            json.WriteString("description", parameter.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
