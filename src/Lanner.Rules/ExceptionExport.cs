using System.Globalization;
using System.Text;
using Lanner.Rules.Files;
using Lanner.Rules.Loading;

namespace Lanner.Rules;

/// <summary>Writes shared exceptions as Falco takes them: a copy at each rule, appended to what the rule has.</summary>
public static class ExceptionExport
{
    /// <summary>A rule file in YAML to be loaded behind the rules; empty when no rule has a shared exception.</summary>
    /// <param name="only">The one rule to write for; null for all.</param>
    public static string ToYaml(RuleSet set, Rule? only)
    {
        var yaml = new StringBuilder();
        foreach (var rule in set.AllRules)
        {
            if (only is not null && rule != only) continue;
            var shared = set.SharedExceptions.Where(exception => exception.RuleNames.Contains(rule.Name) && exception.Definition.Values.Count > 0).ToList();
            if (shared.Count == 0) continue;
            yaml.Append("- rule: ").Append(Quoted(rule.Name)).Append("\n  exceptions:\n");
            foreach (var exception in shared) Append(yaml, exception.Definition);
            yaml.Append("  override:\n    exceptions: append\n");
        }

        return yaml.ToString();
    }

    static void Append(StringBuilder yaml, ExceptionDefinition exception)
    {
        yaml.Append("    - name: ").Append(Quoted(exception.Name)).Append("\n      fields: ").Append(Cell(exception.Fields)).Append('\n');
        if (exception.Comparisons is { } comparisons) yaml.Append("      comps: ").Append(Cell(comparisons)).Append('\n');
        yaml.Append("      values:\n");
        foreach (var row in exception.Values) yaml.Append("        - ").Append(Cell(row)).Append('\n');
    }

    static string Cell(ExceptionCell cell) => cell.Text is { } text ? Quoted(text.Text) : $"[{string.Join(", ", cell.Items.Select(Cell))}]";

    static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
