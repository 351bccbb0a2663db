using System.CommandLine;

using Lanner.Filters;
using Lanner.Filters.Fields;

using ParseResult = System.CommandLine.ParseResult;

namespace Lanner.Cli;

/// <summary><c>lanner fields</c>: every field that conditions and outputs can name.</summary>
static class FieldsCommand
{
    static readonly Argument<string?> s_name = new("name")
    {
        Description = "Only fields whose name begins so, or else has this in it", Arity = ArgumentArity.ZeroOrOne,
    };

    static readonly Option<string?> s_class = new("--class")
    {
        Description = $"Only fields of a class: {string.Join(", ", FieldDocument.Families)}", HelpName = "CLASS",
        CustomParser = result =>
        {
            if (FieldDocument.Families.Contains(result.Tokens[^1].Value)) return result.Tokens[^1].Value;
            result.AddError($"--class: '{result.Tokens[^1].Value}' is none of {string.Join(", ", FieldDocument.Families)}");
            return null;
        },
    };

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print one JSON object a line" };

    static readonly Option<bool> s_markdown = new("--markdown") { Description = "Print the page docs/fields.md is made of" };

    public static Command Create()
    {
        var command = new Command("fields", """
            List the fields that rules, filters and outputs can use.

            Examples:
              lanner fields                              all of them
              lanner fields proc.a                       the ancestors of the process
              lanner fields uid                          whatever has uid in its name
              lanner fields --class container --json | jq -r .name

            Exit codes: 0 done; 2 wrong usage, or no field is named so.
            """)
        {
            s_name, s_class, s_json, s_markdown,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(s_json) && result.GetValue(s_markdown)) result.AddError("--json and --markdown exclude each other");
        });
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        var fields = Select(parsed.GetValue(s_name) ?? "", parsed.GetValue(s_class));
        if (fields.Count == 0)
        {
            var hint = Suggestion.Hint(parsed.GetValue(s_name) ?? "", AllFields.Definitions.Select(field => field.Name)) ?? "see: lanner fields";
            Console.Error.WriteLine($"lanner: no field is named '{Shown.Safe(parsed.GetValue(s_name) ?? "")}' ({hint})");
            return ExitCode.BadInput;
        }

        if (parsed.GetValue(s_markdown))
        {
            Console.Write(FieldDocument.Write(fields));
            return ExitCode.Done;
        }

        foreach (var field in fields)
            Console.WriteLine(parsed.GetValue(s_json) ? ToJson(field) : $"{field.Name + ArgumentOf(field),-42} {FieldDocument.TypeOf(field),-18} {field.Description}{Limits(field)}");
        return ExitCode.Done;
    }

    static List<FieldDefinition> Select(string name, string? family)
    {
        var fields = AllFields.Definitions.Where(field => family is null || FieldDocument.FamilyOf(field) == family).ToList();
        var beginning = fields.FindAll(field => field.Name.StartsWith(name, StringComparison.Ordinal));
        return beginning.Count > 0 ? beginning : fields.FindAll(field => field.Name.Contains(name, StringComparison.Ordinal));
    }

    static string ToJson(FieldDefinition field) => JsonLine.Write(json =>
    {
        json.WriteString("name", field.Name);
        json.WriteString("class", FieldDocument.FamilyOf(field));
        json.WriteString("type", FieldDocument.TypeOf(field));
        json.WriteString("argument", ArgumentOf(field));
        json.WriteBoolean("argument_required", field.Argument != FieldArgument.None && (field.Argument & FieldArgument.Optional) == 0);
        json.WriteBoolean("list", field.IsList);
        json.WriteBoolean("output_only", field.OutputOnly);
        json.WriteString("kept", field.Lifetime.ToString().ToLowerInvariant());
        json.WriteString("description", field.Description);
        if (field.Deprecated is { } instead) json.WriteString("deprecated", instead);
    });

    static string Limits(FieldDefinition field) =>
        (field.OutputOnly ? " Only for output." : "") + (field.Deprecated is { } instead ? $" Old: {instead}." : "");

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
}
