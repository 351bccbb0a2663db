using System.Text;

using Lanner.Events;
using Lanner.Filters.Fields;

namespace Lanner.Cli;

/// <summary>What <c>-l</c>, <c>-L</c> and <c>--version</c> print.</summary>
static class EventsLists
{
    const int Width = 100;
    const int Column = 32;

    /// <summary>Fields by family; with everything that is to say of each, or its first sentence.</summary>
    public static string Fields(bool verbose)
    {
        var page = new StringBuilder();
        foreach (var family in AllFields.Definitions.GroupBy(FieldDocument.FamilyOf))
        {
            page.Append("\n----------------------\nField Class: ").Append(family.Key).Append("\n\n");
            foreach (var field in family)
            {
                var text = $"{(verbose ? $"({FieldDocument.TypeOf(field)}) " : "")}{field.Description}{(verbose && field.Deprecated is { } old ? $" Old: {old}." : "")}";
                var name = field.Name;
                if (name.Length > Column - 2)
                {
                    page.Append(name).Append('\n');
                    name = "";
                }

                foreach (var line in Shown.Wrap(text, Width - Column))
                {
                    page.Append(name.PadRight(Column)).Append(line).Append('\n');
                    name = "";
                }
            }
        }

        return page.ToString();
    }

    public static string FieldsAsPage() => FieldDocument.Write(AllFields.Definitions);

    public static string Events()
    {
        var page = new StringBuilder();
        foreach (var info in EventTable.All)
        {
            if (info.Status != EventStatus.Live || info.Origin == EventOrigin.MetaEvent || info.Origin == EventOrigin.Syscall && !info.IsExit) continue;
            page.Append(info.IsExit ? "< " : "> ").Append(info.Name).Append('(').AppendJoin(", ", info.Parameters.Select(p => p.Name)).Append(")\n");
        }

        return page.ToString();
    }

    public static string Version(EventsProgram program)
    {
        var version = typeof(EventsLists).Assembly.GetName().Version?.ToString(3) ?? "unknown";
        return program.IsSysdig ? $"sysdig version {version} (lanner)" : $"lanner {version}";
    }
}
