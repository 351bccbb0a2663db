using System.CommandLine;

using Lanner.Filters;
using Lanner.Filters.Fields;

namespace Lanner.Cli;

/// <summary><c>lanner fields</c>: every field that conditions and outputs can name.</summary>
static class FieldsCommand
{
    public static Command Create()
    {
        var filter = new Argument<string?>("prefix") { Description = "only fields whose name starts so", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("fields", "list the fields that rules and outputs can use") { filter };
        command.SetAction(parsed =>
        {
            foreach (var field in AllFields.Definitions)
            {
                if (!field.Name.StartsWith(parsed.GetValue(filter) ?? "", StringComparison.Ordinal)) continue;
                Console.WriteLine($"{field.Name + ArgumentOf(field),-42} {TypeOf(field),-10} {field.Description}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    static string ArgumentOf(FieldDefinition field) => (field.Argument & ~FieldArgument.Optional) switch
    {
        FieldArgument.None => "",
        FieldArgument.Index => "[N]",
        FieldArgument.Key => "[KEY]",
        FieldArgument.Dotted => ".NAME",
        FieldArgument.Index | FieldArgument.Dotted => ".NAME or [N]",
        FieldArgument.Key | FieldArgument.Dotted => ".KEY or [KEY]",
        FieldArgument.Index | FieldArgument.Key => "[N] or [KEY]",
        _ => ".KEY, [KEY] or [N]",
    };

    static string TypeOf(FieldDefinition field) => field.Type.ToString().ToLowerInvariant() + (field.IsList ? "[]" : "");
}
