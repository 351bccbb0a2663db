using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>Merges the items of all files, in load order, into one definition for each name.</summary>
sealed class RuleCollector(DiagnosticList diagnostics, IReadOnlySet<string> lostNames)
{
    /// <summary>The only source of events there is.</summary>
    public const string SyscallSource = "syscall";

    readonly Dictionary<string, MacroDefinition> _macros = new(StringComparer.Ordinal);
    readonly Dictionary<string, ListDefinition> _lists = new(StringComparer.Ordinal);
    readonly Dictionary<string, RuleDefinition> _rules = new(StringComparer.Ordinal);
    readonly HashSet<string> _brokenRules = new(StringComparer.Ordinal);
    readonly List<IReadOnlyList<(string Name, RuleVersion Version)>> _plugins = [];
    RuleVersion? _engine;
    int _index;

    public RuleRequirements Requirements => new(_engine, _plugins);

    public IReadOnlyDictionary<string, MacroDefinition> Macros => _macros;

    public IReadOnlyDictionary<string, ListDefinition> Lists => _lists;

    public SharedExceptionTable SharedExceptions { get; } = new(diagnostics);

    /// <summary>In the order of their first definition.</summary>
    public List<RuleDefinition> Rules { get; } = [];

    public void Add(RuleFileItem item)
    {
        switch (item)
        {
            case EngineVersionItem engine:
                RequiredVersions.Check(engine, diagnostics);
                if (_engine is null || _engine < engine.Version) _engine = engine.Version;
                break;
            case PluginVersionItem plugin:
                RequiredVersions.Check(plugin, diagnostics);
                _plugins.Add(plugin.Alternatives);
                break;
            case ListItem list: AddList(list); break;
            case MacroItem macro: AddMacro(macro); break;
            case SharedExceptionItem shared: SharedExceptions.Add(shared); break;
            case RuleItem { IsBroken: true } rule: AddBroken(rule); break;
            case RuleItem rule: AddRule(rule); break;
        }

        _index++;
    }

    void AddList(ListItem item)
    {
        if (_lists.TryGetValue(item.Name, out var list))
        {
            list.Items = item.Append ? [.. list.Items, .. item.Items] : item.Items;
            if (!item.Append) list.Path = item.Path;
        }
        else if (item.Append)
        {
            FailMissing("list", item.Name, item.Path, _lists.Keys);
        }
        else
        {
            _lists.Add(item.Name, new ListDefinition { Name = item.Name, Path = item.Path, Items = item.Items });
        }
    }

    void AddMacro(MacroItem item)
    {
        var condition = item.Condition!;
        if (_macros.TryGetValue(item.Name, out var macro))
        {
            macro.Condition = item.Append ? macro.Condition.Append(condition) : condition;
            if (!item.Append) macro.Path = item.Path;
            macro.Visibility = _index;
        }
        else if (item.Append)
        {
            FailMissing("macro", item.Name, item.Path, _macros.Keys);
        }
        else
        {
            _macros.Add(item.Name, new MacroDefinition
            {
                Name = item.Name, Path = item.Path, Condition = condition, Index = _index, Visibility = _index,
            });
        }
    }

    void AddRule(RuleItem item)
    {
        if (!item.IsUpdate)
        {
            Define(item);
            return;
        }

        if (!_rules.TryGetValue(item.Name, out var rule))
        {
            if (!_brokenRules.Contains(item.Name)) FailMissing("rule", item.Name, item.Path, _rules.Keys);
            return;
        }

        if (item.IsSwitch) rule.IsEnabled = item.Enabled!.Value;
        else new RuleUpdate(rule, item, diagnostics).Apply();
    }

    /// <summary>A definition with a fault in one key is kept for finding the faults in its condition and output; no rule comes of it.</summary>
    void AddBroken(RuleItem item)
    {
        _brokenRules.Add(item.Name);
        if (item.IsUpdate || item.Condition is not { } condition || item.Source is not (null or SyscallSource)) return;
        item.Output ??= LocatedText.Made("", condition);
        item.Description ??= LocatedText.Made("", condition);
        item.Priority ??= RulePriority.Debug;
        Define(item);
    }

    void Define(RuleItem item)
    {
        var source = item.Source ?? SyscallSource;
        var before = _rules.GetValueOrDefault(item.Name);
        if (before is not null && before.Source != source)
        {
            diagnostics.Add(LoadCode.ErrValidate, item.Path,
                $"rule '{item.Name}' is defined again for another source: '{ItemKeys.Shorten(source)}' after '{before.Source}'",
                "give one of the two rules another name");
            return;
        }

        if (source != SyscallSource)
            diagnostics.Add(LoadCode.UnknownSource, item.Path,
                $"the rule is skipped: there is no event source '{ItemKeys.Shorten(source)}'", "the only source is syscall");
        var rule = new RuleDefinition
        {
            Name = item.Name, Path = item.Path, Condition = item.Condition!, Output = item.Output!, Description = item.Description!,
            Priority = item.Priority!.Value, Source = source, IsEnabled = item.Enabled ?? true, WarnEvttypes = item.WarnEvttypes ?? true,
            SkipIfUnknownFilter = item.SkipIfUnknownFilter ?? false, Capture = item.Capture ?? false,
            CaptureDuration = item.CaptureDuration, IsBroken = item.IsBroken, IsSkipped = source != SyscallSource,
        };
        rule.Correlation.TakeFrom(item.Correlation);
        rule.AddTags(item.Tags ?? []);
        rule.AddResponses(item.Responses ?? []);
        RuleUpdate.AddExceptions(rule, item.Exceptions ?? [], diagnostics);
        _rules[item.Name] = rule;
        if (before is null) Rules.Add(rule);
        else Rules[Rules.IndexOf(before)] = rule;
    }

    void FailMissing(string kind, string name, ItemPath path, IEnumerable<string> known)
    {
        if (lostNames.Contains(name)) return;
        var near = NearestWord.Of(name, known);
        diagnostics.Add(LoadCode.ErrValidate, path, $"there is no {kind} '{ItemKeys.Shorten(name)}' to change",
            near is not null ? $"did you mean '{near}'?" : "load the file that defines it first");
    }
}
