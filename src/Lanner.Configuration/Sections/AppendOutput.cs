using Lanner.Rules;

namespace Lanner.Configuration;

/// <summary>Section <c>append_output</c>: text and fields that the alerts of some rules, or of all, get besides their own.</summary>
static class AppendOutput
{
    public static IReadOnlyList<OutputAddition>? Read(Section root)
    {
        if (!root.Has("append_output")) return null;
        var additions = new List<OutputAddition>();
        foreach (var entry in root.Subs("append_output"))
        {
            var match = entry.Sub("match");
            var addition = new OutputAddition
            {
                RulePattern = match.Text("rule"),
                Source = match.Text("source"),
                Tags = match.Texts("tags"),
                ExtraOutput = entry.Text("extra_output"),
                Suggestions = entry.Bool("suggested_output", false) ? OutputAddition.ContainerIdentity.Suggestions : [],
            };
            match.WarnUnknown();
            var (fields, texts) = ReadFields(entry);
            entry.WarnUnknown();
            additions.Add(addition with { ExtraFields = fields, ExtraTexts = texts });
        }

        return additions;
    }

    /// <summary>A word is a field of events; a name with a text is a field that the text fills.</summary>
    static (List<string> Fields, List<(string, string)> Texts) ReadFields(Section entry)
    {
        var fields = new List<string>();
        var texts = new List<(string, string)>();
        foreach (var node in entry.Nodes("extra_fields"))
        {
            switch (node)
            {
                case ConfigText { IsNull: false } text:
                    fields.Add(text.Text.TrimStart('%'));
                    break;
                case ConfigMap map:
                    foreach (var named in map.Entries)
                    {
                        if (named.Value is ConfigText { IsNull: false, Text: var format }) texts.Add((named.Key, format));
                        else entry.Error("extra_fields", $"the extra field '{Section.Shorten(named.Key)}' needs a text, such as \"%proc.name\"");
                    }

                    break;
                case { IsNull: false }:
                    entry.Error("extra_fields", "each extra field is the name of a field, or 'name: text'");
                    break;
            }
        }

        return (fields, texts);
    }
}
