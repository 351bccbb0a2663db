using System.Text;

namespace Lanner.Filters.Fields;

/// <summary>The catalogue as a page of documentation (<c>docs/fields.md</c>); a test keeps the two the same.</summary>
public static class FieldDocument
{
    static readonly (string Family, string Title, string Text)[] s_families =
    [
        ("evt", "Events", "What happened, when, and how it ended. Every event has these; they are read for each event."),
        ("proc", "Processes", "The process that made the event, and its ancestors."),
        ("thread", "Threads", "The thread that made the event."),
        ("user", "Users and groups", "Who the process runs as. Names are those of the container the process lives in."),
        ("fd", "Descriptors", "The file, socket or other descriptor that the event made or used."),
        ("fs", "Paths", "What calls on the file system worked on, whatever the call names it. Only of calls that succeeded."),
        ("fdlist", "Polled descriptors", "What a process waits for with poll or ppoll."),
        ("container", "Containers",
            "The container of the process. Outside of containers id, name and type are `host` and all else is missing."),
        ("k8s", "Kubernetes", "The pod of the container, as its runtime knows it."),
        ("k8smeta", "Kubernetes API", "Names of what only the cluster's API server knows, so that rules with them load."),
    ];

    /// <summary>Markdown, with one table for each family.</summary>
    public static string Write(IReadOnlyList<FieldDefinition> fields)
    {
        var page = new StringBuilder();
        page.Append("""
            # Fields

            What conditions compare and outputs print. `lanner fields` shows the same list.

            A field that is missing for an event makes every comparison false, `!=` too; `exists` asks for it, and outputs print `<NA>`.
            Where it says *any*, a comparison holds when it holds for one of the values. *Kept* is how long an outcome is remembered:
            a comparison is made at most once for each process image, lineage, container or descriptor, and else for each event.

            """);
        foreach (var family in fields.GroupBy(FamilyOf))
        {
            var (_, title, text) = Array.Find(s_families, known => known.Family == family.Key);
            page.Append("\n## ").Append(title).Append("\n\n").Append(text).Append("\n\n").Append(Header);
            foreach (var field in family) AppendRow(page, field);
        }

        return page.ToString();
    }

    const string Header = "| field | type | kept | meaning |\n|---|---|---|---|\n";

    /// <summary>The families, in the order of the page.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. s_families.Select(known => known.Family)];

    /// <summary>The family whose table a field is in: some that are small share one.</summary>
    public static string FamilyOf(FieldDefinition field)
    {
        var family = field.Name[..field.Name.IndexOf('.', StringComparison.Ordinal)];
        return family switch
        {
            "syscall" or "util" => "evt",
            "group" => "user",
            _ => family,
        };
    }

    static void AppendRow(StringBuilder page, FieldDefinition field)
    {
        page.Append("| `").Append(field.Name).Append('`').Append(Forms(field.Argument)).Append(" | ").Append(TypeOf(field)).Append(" | ")
            .Append(field.Lifetime.ToString().ToLowerInvariant()).Append(" | ").Append(Escape(field.Description));
        if (field.OutputOnly) page.Append(" Only for output.");
        if (field.Deprecated is not null) page.Append(" *Old: ").Append(Escape(field.Deprecated)).Append(".*");
        page.Append(" |\n");
    }

    /// <summary>The type in words: <c>text</c>, <c>any address</c>, <c>list of integer</c>.</summary>
    public static string TypeOf(FieldDefinition field)
    {
        var type = field.Type switch
        {
            FieldType.RelativeTime => "duration",
            FieldType.AbsoluteTime => "time",
            FieldType.IpAddress => "address",
            FieldType.IpNetwork => "address (networks)",
            var other => other.ToString().ToLowerInvariant(),
        };
        return !field.IsList ? type : field.ListKind == ListKind.List ? $"list of {type}" : $"any {type}";
    }

    static string Forms(FieldArgument argument)
    {
        var forms = new StringBuilder();
        if ((argument & FieldArgument.Dotted) != 0) forms.Append(" `.NAME`");
        if ((argument & FieldArgument.Index) != 0) forms.Append(" `[N]`");
        if ((argument & FieldArgument.Key) != 0) forms.Append(" `[KEY]`");
        if (forms.Length > 0 && (argument & FieldArgument.Optional) != 0) forms.Append(" (optional)");
        return forms.ToString();
    }

    static string Escape(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace("*", "\\*", StringComparison.Ordinal);
}
