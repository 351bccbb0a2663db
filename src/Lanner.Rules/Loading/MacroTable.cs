using Lanner.Filters;
using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Loading;

/// <summary>
/// The macros of a load as conditions without macros. A macro sees those first defined before its own last change; a rule sees
/// all. Each is worked out once, and its faults are reported once, at the macro.
/// </summary>
sealed class MacroTable
{
    /// <summary>Macros in macros; keeps the recursion here within the stack.</summary>
    const int MaxNesting = 200;

    readonly Dictionary<string, Resolved> _resolved = new(StringComparer.Ordinal);
    readonly Dictionary<string, ParsedCondition> _parsed = new(StringComparer.Ordinal);
    readonly List<string> _open = [];
    readonly IReadOnlyDictionary<string, MacroDefinition> _macros;
    readonly IReadOnlySet<string> _lostNames;
    readonly ConditionParser _parser;
    readonly DiagnosticList _diagnostics;
    readonly TextSpace _space;

    public MacroTable(
        IReadOnlyDictionary<string, MacroDefinition> macros, IReadOnlySet<string> lostNames, ConditionParser parser, TextSpace space,
        DiagnosticList diagnostics)
    {
        _macros = macros;
        _lostNames = lostNames;
        _parser = parser;
        _space = space;
        _diagnostics = diagnostics;
        foreach (var macro in macros.Values) Resolve(macro);
    }

    /// <summary>
    /// Puts the macros into a rule's condition. One that is unknown or broken, which was reported, sets <paramref name="isBroken"/>;
    /// what can be checked is returned all the same, null when nothing can.
    /// </summary>
    public Expression? ReplaceIn(Expression expression, ref bool isBroken) => Replace(expression, null, ref isBroken);

    /// <summary>A rule names it; nothing happens when there is no such macro.</summary>
    public void MarkUsed(string name)
    {
        if (_macros.TryGetValue(name, out var macro)) macro.IsUsed = true;
    }

    public IReadOnlyList<RuleMacro> Describe()
    {
        var macros = new List<RuleMacro>();
        foreach (var macro in _macros.Values)
        {
            if (_resolved[macro.Name] is not { IsBroken: false, Condition: { } condition }) continue;
            var parsed = _parsed[macro.Name];
            macros.Add(new RuleMacro
            {
                Name = macro.Name, ConditionText = macro.Condition.Text, Written = parsed.Expression, Condition = condition,
                MacroNames = Rewriting.MacroNames(parsed.Expression), ListNames = parsed.ListNames, IsUsed = macro.IsUsed,
                Position = macro.Path.File.Locate(macro.Path.Offset),
            });
        }

        return macros;
    }

    void Resolve(MacroDefinition macro)
    {
        if (_resolved.ContainsKey(macro.Name)) return;
        _open.Add(macro.Name);
        var parsed = _parser.Parse(macro.Condition, macro.Path, ItemTypes.MacroCondition);
        // The used ones first, from here: resolved in the middle of a replacement, deep conditions in deep macros would pile up.
        foreach (var name in parsed is null ? [] : Rewriting.MacroNames(parsed.Expression))
        {
            if (_macros.TryGetValue(name, out var used) && IsVisible(used, macro)) Resolve(used);
        }

        var isBroken = parsed is null or { IsBroken: true };
        var expression = parsed is null ? null : Replace(parsed.Expression, macro, ref isBroken);
        _open.RemoveAt(_open.Count - 1);
        _resolved[macro.Name] = new Resolved(expression, isBroken);
        if (parsed is not null) _parsed[macro.Name] = parsed;
    }

    Expression? Replace(Expression expression, MacroDefinition? user, ref bool isBroken)
    {
        var usesBroken = false;
        var result = Rewriting.ReplaceMacros(expression, name => Find(name, user, ref usesBroken), _macros.Keys);
        foreach (var fault in result.Diagnostics)
        {
            if (fault.Code == DiagnosticCodes.UnknownMacro) ReportUnknown(fault, expression, user);
            else _space.Report(_diagnostics, LoadCode.ErrCompileCondition, fault.Span, fault.Message, fault.Hint);
        }

        isBroken |= usesBroken || result.Expression is null;
        return result.Recovered;
    }

    /// <summary>The condition of a macro that may be used; a stand-in when it is broken; null when there is none to see.</summary>
    Expression? Find(string name, MacroDefinition? user, ref bool isBroken)
    {
        if (!_macros.TryGetValue(name, out var macro))
        {
            if (!_lostNames.Contains(name)) return null;
            isBroken = true;
            return new BrokenExpression();
        }

        if (user is not null && !IsVisible(macro, user)) return null;
        macro.IsUsed = true;
        isBroken |= _resolved[name].IsBroken;
        return _resolved[name].Condition ?? new BrokenExpression();
    }

    bool IsVisible(MacroDefinition macro, MacroDefinition user) =>
        macro.Index < user.Visibility && !_open.Contains(macro.Name) && _open.Count <= MaxNesting;

    void ReportUnknown(FilterDiagnostic fault, Expression expression, MacroDefinition? user)
    {
        var name = NameAt(expression, fault.Span);
        if (name is null || !_macros.TryGetValue(name, out var macro))
        {
            _space.Report(_diagnostics, LoadCode.ErrValidate, fault.Span, name is null ? fault.Message : $"there is no macro '{name}'", fault.Hint);
        }
        else if (_open.IndexOf(name) is >= 0 and var first && macro.Index < user!.Visibility)
        {
            var loop = string.Join(" -> ", _open.Skip(first).Append(name));
            _space.Report(_diagnostics, LoadCode.ErrValidate, fault.Span, $"macro '{name}' uses itself: {loop}", "take one of them out");
        }
        else if (_open.Count > MaxNesting)
        {
            _space.Report(_diagnostics, LoadCode.ErrValidate, fault.Span, $"macros use macros more than {MaxNesting} levels deep", null);
        }
        else
        {
            _space.Report(_diagnostics, LoadCode.ErrValidate, fault.Span, $"macro '{name}' is defined after '{user!.Name}', which uses it",
                $"move '{name}' before '{user.Name}'");
        }
    }

    /// <summary>A macro's condition without macros; null when nothing of it can be checked.</summary>
    readonly record struct Resolved(Expression? Condition, bool IsBroken);

    static string? NameAt(Expression expression, TextSpan span)
    {
        string? name = null;
        Rewriting.Visit(expression, e =>
        {
            if (e is MacroReference macro && macro.Span == span) name = macro.Name;
        });
        return name;
    }
}
