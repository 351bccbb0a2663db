using System.Text;

using Lanner.Events;
using Lanner.Filters;
using Lanner.Filters.Fields;

namespace Lanner.Cli.Falco;

/// <summary>What <c>falco --list</c>, <c>--list-events</c> and <c>-i</c> print.</summary>
static class FalcoLists
{
    public static string Fields(ListFormat format, bool namesOnly)
    {
        var fields = AllFields.Definitions;
        if (namesOnly && format != ListFormat.Json) return string.Join('\n', fields.Select(field => field.Name));
        return format switch
        {
            ListFormat.Markdown => "Name | Type | Description\n:----|:-----|:-----------\n"
                + string.Join('\n', fields.Select(field => $"`{field.Name}` | {Type(field)} | {field.Description.Replace("|", "\\|", StringComparison.Ordinal)}")),
            ListFormat.Json => JsonLine.Write(json => JsonLine.WriteObjects(json, "fields", fields, (to, field) =>
            {
                to.WriteString("name", field.Name);
                if (namesOnly) return;
                to.WriteString("type", Type(field));
                to.WriteBoolean("list", field.IsList);
                to.WriteString("description", field.Description);
                to.WriteBoolean("deprecated", field.Deprecated is not null);
            }), indented: true),
            _ => string.Join('\n', fields.Select(field => $"{field.Name,-36} ({Type(field)}) {field.Description}")),
        };
    }

    public static string Events(ListFormat format)
    {
        var events = EventTable.All.ToArray().Where(info => info.Status == EventStatus.Live && (info.IsExit || info.Origin != EventOrigin.Syscall)).ToList();
        return format switch
        {
            ListFormat.Markdown => "Name | Params\n:----|:------\n" + string.Join('\n', events.Select(info => $"`{info.Name}` | {Parameters(info, "**")}")),
            ListFormat.Json => JsonLine.Write(json => JsonLine.WriteObjects(json, "events", events, (to, info) =>
            {
                to.WriteString("name", info.Name);
                JsonLine.WriteObjects(to, "args", info.Parameters.ToArray(), (inner, parameter) =>
                {
                    inner.WriteString("name", parameter.Name);
                    inner.WriteString("type", parameter.Type.ToString().ToUpperInvariant());
                });
            }), indented: true),
            _ => string.Join('\n', events.Select(info => $"< {info.Name}({Parameters(info, "")})")),
        };
    }

    /// <summary>Calls that a rule without an event is not shown, because busy programs make them all the time.</summary>
    public static string IgnoredCalls() => "System calls that are reported only when a rule names them (all of them with base_syscalls.all=true):\n"
        + string.Join(", ", Needs.IncessantCalls);

    static string Type(FieldDefinition field) => field.Type.ToString().ToUpperInvariant();

    static string Parameters(EventInfo info, string mark)
    {
        var text = new StringBuilder();
        foreach (var parameter in info.Parameters)
            text.Append(text.Length > 0 ? ", " : "").Append(parameter.Type.ToString().ToUpperInvariant()).Append(' ').Append(mark).Append(parameter.Name).Append(mark);
        return text.ToString();
    }
}
