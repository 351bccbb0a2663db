using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>The exceptions of a load that are written once for many rules, merged, and the rules they are for.</summary>
sealed class SharedExceptionTable(DiagnosticList diagnostics)
{
    /// <summary>Exceptions and names of rules in them, altogether: each is held against each rule.</summary>
    const int MaxSelections = 2000;

    readonly Dictionary<string, Definition> _definitions = new(StringComparer.Ordinal);
    int _selections;

    public void Add(SharedExceptionItem item)
    {
        var name = item.Exception.Name;
        _selections += 1 + (item.RulePatterns?.Count ?? 0);
        if (_selections > MaxSelections)
        {
            diagnostics.Add(LoadCode.ErrExtension, item.Path, $"shared exceptions and the names in their 'rules' are more than {MaxSelections}",
                "use * in names, or tags");
            return;
        }

        if (item.Overrides.Count == 0)
        {
            _definitions[name] = new Definition(item);
            return;
        }

        if (_definitions.TryGetValue(name, out var known)) known.Change(item);
        else
            diagnostics.Add(LoadCode.ErrExtension, item.Path, $"there is no shared exception '{ItemKeys.Shorten(name)}' to change",
                NearestWord.Of(name, _definitions.Keys) is { } near ? $"did you mean '{near}'?" : "load the file that defines it first");
    }

    /// <summary>Gives each rule the exceptions that are for it, behind its own. To be called when all files were merged.</summary>
    public void Share(IReadOnlyList<RuleDefinition> rules)
    {
        foreach (var definition in _definitions.Values)
        {
            foreach (var rule in rules.Where(rule => definition.Meets(rule)))
            {
                definition.RuleNames.Add(rule.Name);
                if (rule.Exceptions.Exists(own => own.Name == definition.Exception.Name))
                    diagnostics.Add(LoadCode.ExceptionNameNotUnique, definition.Exception.Path,
                        $"rule '{ItemKeys.Shorten(rule.Name)}' has an exception of its own that is named so; both apply");
                rule.Exceptions.Add(definition.Exception);
            }

            if (definition.RuleNames.Count == 0)
                diagnostics.Add(LoadCode.WarningExtension, definition.Exception.Path,
                    $"the shared exception '{ItemKeys.Shorten(definition.Exception.Name)}' is for no rule that is loaded", "see: lanner rules list");
            foreach (var pattern in definition.RulePatterns)
            {
                if (definition.RuleNames.Count > 0 && !rules.Any(rule => RuleSelector.EnableName(pattern.Text).Meets(rule.Name, rule.Tags)))
                    diagnostics.Add(LoadCode.WarningExtension, definition.Exception.Path, ItemTypes.ValueFor, pattern, 0, pattern.Text.Length,
                        $"no rule that is loaded is named '{ItemKeys.Shorten(pattern.Text)}'",
                        NearestWord.Of(pattern.Text, rules.Select(rule => rule.Name)) is { } near ? $"did you mean '{near}'?" : null);
            }
        }
    }

    public IReadOnlyList<SharedException> Describe() => [.. _definitions.Values.Select(definition => new SharedException(definition.Exception)
    {
        Name = definition.Exception.Name, Description = definition.Description, RulePatterns = [.. definition.RulePatterns.Select(pattern => pattern.Text)],
        Tags = definition.Tags, Source = definition.Source, RuleNames = definition.RuleNames,
        Position = definition.Exception.Path.File.Locate(definition.Exception.Path.Offset),
    })];

    sealed class Definition(SharedExceptionItem item)
    {
        public ExceptionDefinition Exception { get; } = new(
            item.Exception.Name, item.Path, item.Exception.Fields!, item.Exception.Comparisons, [.. item.Exception.Values ?? []]) { IsShared = true };

        public string Description { get; } = item.Description;

        public List<LocatedText> RulePatterns { get; } = [.. item.RulePatterns ?? []];

        public IReadOnlyList<string> Tags { get; } = item.Tags ?? [];

        public string? Source { get; } = item.Source;

        public List<string> RuleNames { get; } = [];

        /// <summary>Everything that is given must fit; of several names any one.</summary>
        public bool Meets(RuleDefinition rule) =>
            (RulePatterns.Count == 0 || RulePatterns.Exists(pattern => RuleSelector.EnableName(pattern.Text).Meets(rule.Name, rule.Tags)))
            && Tags.All(rule.Tags.Contains) && (Source is null || Source == rule.Source);

        public void Change(SharedExceptionItem change)
        {
            foreach (var entry in change.Overrides)
            {
                if (entry.Key == "values") Change(Exception.Values, change.Exception.Values, entry.Kind);
                else Change(RulePatterns, change.RulePatterns, entry.Kind);
            }
        }

        static void Change<T>(List<T> list, IReadOnlyList<T>? by, OverrideKind kind)
        {
            if (kind == OverrideKind.Replace) list.Clear();
            list.AddRange(by ?? []);
        }
    }
}
