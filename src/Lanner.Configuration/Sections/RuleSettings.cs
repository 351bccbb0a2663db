using Lanner.Rules;

namespace Lanner.Configuration;

/// <summary>Which rules are loaded, which of them are on, how they are applied, and what is added to their alerts.</summary>
public sealed record RuleSettings
{
    /// <summary>Stands for the rules that are built into the program, among the files.</summary>
    public const string BuiltIn = "built-in";

    /// <summary>Files and folders in order; empty for the default of the program.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>In order; a later one wins.</summary>
    public IReadOnlyList<RuleSelector> Selectors { get; init; } = [];

    /// <summary>Rules less grave are left out.</summary>
    public RulePriority MinimumPriority { get; init; } = RulePriority.Debug;

    /// <summary>Only the first rule that matches an event alerts.</summary>
    public bool FirstMatchOnly { get; init; }

    /// <summary>What <c>append_output</c> adds; null when it is not given.</summary>
    public IReadOnlyList<OutputAddition>? Additions { get; init; }

    /// <summary>Data of events that is no text is printed in Base64.</summary>
    public bool Base64Buffers { get; init; }

    internal static RuleSettings Read(Section root, RuleSettings standard) => new()
    {
        Paths = ReadPaths(root),
        Selectors = ReadSelectors(root),
        MinimumPriority = ReadPriority(root, "priority", RulePriority.Debug),
        FirstMatchOnly = root.Word("rule_matching", standard.FirstMatchOnly, [("first", true), ("all", false)]),
        Additions = AppendOutput.Read(root),
        Base64Buffers = root.Bool("buffer_format_base64", false),
    };

    internal static RulePriority ReadPriority(Section section, string key, RulePriority standard) => section.Word(key, standard,
        [.. Enum.GetValues<RulePriority>().Select(p => (p.Name().ToLowerInvariant(), p)), ("info", RulePriority.Informational)]);

    /// <summary>The key had other names before; their files come after.</summary>
    static List<string> ReadPaths(Section root)
    {
        var paths = new List<string>(root.Texts("rules_files"));
        foreach (var old in (string[])["rules_file", "rule_files"])
        {
            if (!root.Has(old)) continue;
            root.Warn(old, $"'{old}' is an old name", "write rules_files");
            paths.AddRange(root.Texts(old));
        }

        return paths;
    }

    static List<RuleSelector> ReadSelectors(Section root)
    {
        var selectors = new List<RuleSelector>();
        foreach (var step in root.Subs("rules"))
        {
            foreach (var (key, enable) in ((string, bool)[])[("disable", false), ("enable", true)])
            {
                if (!step.Has(key)) continue;
                var choice = step.Sub(key);
                var (rule, tag) = (choice.Text("rule"), choice.Text("tag"));
                if (rule is not null) selectors.Add(new RuleSelector(enable, rule, null));
                if (tag is not null) selectors.Add(new RuleSelector(enable, null, tag));
                if (choice.Map is not null && !choice.Has("rule") && !choice.Has("tag")) step.Error(key, $"'{choice.Path("rule")}' or '{choice.Path("tag")}' must say which rules are meant");
                choice.WarnUnknown();
            }

            step.WarnUnknown();
        }

        return selectors;
    }
}
