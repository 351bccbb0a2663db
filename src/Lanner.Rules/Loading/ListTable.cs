using Lanner.Filters;
using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Loading;

/// <summary>
/// The lists of a load as values. An item that names another list stands for that list's items; its own name, and names of
/// lists that contain it again, do not.
/// </summary>
sealed class ListTable
{
    /// <summary>A chain of lists longer than that is refused when it is put into a condition.</summary>
    const int MaxNesting = 100;

    readonly Dictionary<string, IReadOnlyList<ValueText>> _values = new(StringComparer.Ordinal);
    readonly IReadOnlyDictionary<string, ListDefinition> _lists;
    readonly DiagnosticList _diagnostics;

    public ListTable(IReadOnlyDictionary<string, ListDefinition> lists, DiagnosticList diagnostics)
    {
        _lists = lists;
        _diagnostics = diagnostics;
        foreach (var list in lists.Values) _values[list.Name] = ReadItems(list);
        foreach (var list in lists.Values) BreakLoops(list);
    }

    /// <summary>The items, or null when there is no such list; the list counts as used.</summary>
    public IReadOnlyList<ValueText>? Find(string name)
    {
        if (!_values.TryGetValue(name, out var values)) return null;
        MarkUsed(name);
        return values;
    }

    /// <summary>Names of the lists in a condition that they are not put into yet, each once, in order.</summary>
    public IReadOnlyList<string> NamesIn(Expression condition)
    {
        var names = new List<string>();
        Rewriting.Visit(condition, part =>
        {
            if (part is not Check check) return;
            IEnumerable<ValueText> values = check.Operand switch { ValueOperand one => [one.Value], ListOperand several => several.Values, _ => [] };
            names.AddRange(Named(values));
        });
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyList<RuleList> Describe() => [.. _lists.Values.Select(list => new RuleList
    {
        Name = list.Name, Items = [.. list.Items.Select(item => item.Text)], Values = Flatten(list.Name), IsUsed = list.IsUsed,
        ListNames = [.. Named(_values[list.Name]).Distinct(StringComparer.Ordinal)], Position = list.Path.File.Locate(list.Path.Offset),
    })];

    IEnumerable<string> Named(IEnumerable<ValueText> values) =>
        values.Where(value => !value.IsQuoted && _lists.ContainsKey(value.Text)).Select(value => value.Text);

    List<string> Flatten(string name)
    {
        var values = new List<string>();
        Flatten(name, values, 0);
        return values;
    }

    void Flatten(string name, List<string> values, int depth)
    {
        foreach (var value in _values[name])
        {
            if (values.Count >= RuleList.MaxValues) return;
            if (value.IsQuoted || !_lists.ContainsKey(value.Text)) values.Add(value.Text);
            else if (depth < MaxNesting) Flatten(value.Text, values, depth + 1);
        }
    }

    void MarkUsed(string name)
    {
        var list = _lists[name];
        if (list.IsUsed) return;
        list.IsUsed = true;
        foreach (var value in _values[name])
        {
            if (!value.IsQuoted && _lists.ContainsKey(value.Text)) MarkUsed(value.Text);
        }
    }

    List<ValueText> ReadItems(ListDefinition list)
    {
        var values = new List<ValueText>(list.Items.Count);
        foreach (var item in list.Items)
        {
            var (parsed, faults) = FilterParser.ParseListItem(item.Text);
            foreach (var fault in faults)
                _diagnostics.Add(LoadCode.ErrCompileCondition, list.Path, ItemTypes.ListItem, item, fault.Span.Offset, fault.Span.Length,
                    fault.Message, fault.Hint);
            if (parsed.Length > 1)
                _diagnostics.Add(LoadCode.CompileCondition, list.Path, ItemTypes.ListItem, item, 0, item.Text.Length,
                    $"this one item is read as {parsed.Length} values, because of its commas",
                    "write them as items of their own, or put quotes inside the quotes to keep the comma");
            foreach (var value in parsed)
                values.Add(value.Text == list.Name ? value with { IsQuoted = true } : value);
        }

        return values;
    }

    /// <summary>A list that contains itself by way of others could never be written out.</summary>
    void BreakLoops(ListDefinition list)
    {
        var way = new List<string>();
        if (!Reaches(list.Name, list.Name, way, new HashSet<string>(StringComparer.Ordinal))) return;
        _diagnostics.Add(LoadCode.ErrValidate, list.Path, $"list '{list.Name}' contains itself: {string.Join(" -> ", way)}",
            "take one of them out, or put quotes around the item if it is no list's name");
        _values[list.Name] = [.. _values[list.Name].Select(v => v with { IsQuoted = true })];
    }

    bool Reaches(string from, string target, List<string> way, HashSet<string> seen)
    {
        way.Add(from);
        foreach (var value in _values[from])
        {
            if (value.IsQuoted || !_lists.ContainsKey(value.Text)) continue;
            if (value.Text == target)
            {
                way.Add(target);
                return true;
            }

            if (way.Count < MaxNesting && seen.Add(value.Text) && Reaches(value.Text, target, way, seen)) return true;
        }

        way.RemoveAt(way.Count - 1);
        return false;
    }
}
