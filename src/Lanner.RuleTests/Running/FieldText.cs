using System.Globalization;
using System.Text;

using Lanner.Filters;
using Lanner.Rules;

namespace Lanner.RuleTests.Running;

/// <summary>The value of an alert's field as a test writes it.</summary>
static class FieldText
{
    /// <summary>Null when it is missing.</summary>
    public static string? Of(Alert alert, string field) => alert.Fields.FirstOrDefault(f => f.Name == field) is { } found ? Text(found) : null;

    /// <summary>A field with its argument, and nothing behind it.</summary>
    public static bool IsField(string name, FieldCatalogue catalogue) =>
        OutputFormat.Compile($"%{name}", catalogue).Format is { Fields: [var field] } && field.Name == name;

    static string? Text(AlertField field) => field.Kind switch
    {
        AlertValueKind.Text => Encoding.UTF8.GetString(field.Text),
        AlertValueKind.Integer => field.Number.ToString(CultureInfo.InvariantCulture),
        AlertValueKind.Unsigned => unchecked((ulong)field.Number).ToString(CultureInfo.InvariantCulture),
        AlertValueKind.Real => field.Real.ToString(CultureInfo.InvariantCulture),
        AlertValueKind.Bool => field.Number != 0 ? "true" : "false",
        AlertValueKind.List => string.Join(',', field.Items.Select(Text)),
        _ => null,
    };
}
