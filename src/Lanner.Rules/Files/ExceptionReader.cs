using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>Reads the exceptions of one rule. In an update the fields may be missing: the rule has them already.</summary>
sealed class ExceptionReader(SourceFile file, ItemKeys rule, DiagnosticList diagnostics, bool isUpdate)
{
    /// <summary>Rows, cells and lists in cells.</summary>
    const int MaxCellDepth = 3;

    public List<ExceptionItem> Read(YamlNode node)
    {
        var exceptions = new List<ExceptionItem>();
        var path = rule.Path.Into(ItemTypes.Exceptions, "", node);
        if (node is not YamlSequence sequence)
        {
            rule.Fail(path, $"exceptions must be a list, not {node.Kind}");
            return exceptions;
        }

        foreach (var item in sequence.Items)
        {
            if (item is not YamlMapping mapping)
            {
                rule.Fail(path.Into(ItemTypes.Exception, "", item), $"an exception must be a mapping, not {item.Kind}");
                continue;
            }

            if (ReadOne(mapping, path.Into(ItemTypes.Exception, "", item)) is not { } exception) continue;
            if (exceptions.Exists(e => e.Name == exception.Name))
                diagnostics.Add(LoadCode.ExceptionNameNotUnique, exception.Path,
                    $"exception '{ItemKeys.Shorten(exception.Name)}' is given twice in this rule");
            exceptions.Add(exception);
        }

        return exceptions;
    }

    ExceptionItem? ReadOne(YamlMapping mapping, ItemPath path)
    {
        var keys = new ItemKeys(file, mapping, path, diagnostics);
        var name = keys.Required("name");
        if (name is not null) keys.Path = rule.Path.Into(ItemTypes.Exception, name.Text, path.Offset);
        var exception = new ExceptionItem { Name = name?.Text ?? "", Path = keys.Path };
        ReadParts(keys, exception);
        keys.WarnUnknown();
        if (keys.HasErrors) rule.Fail();
        return keys.HasErrors ? null : exception;
    }

    /// <summary>Fields, comps and values.</summary>
    public void ReadParts(ItemKeys keys, ExceptionItem exception)
    {
        exception.Fields = ReadShape(keys, "fields");
        exception.Comparisons = ReadShape(keys, "comps");
        if (!isUpdate && !keys.Has("fields"))
            keys.Fail(keys.Path, "the exception has no key 'fields'", "name the field or the list of fields it compares");
        ReadValues(keys, exception);
    }

    /// <summary>Fields or comps: one text or a flat list.</summary>
    ExceptionCell? ReadShape(ItemKeys keys, string key)
    {
        if (keys.Node(key) is not { } node) return null;
        var path = keys.PathOf(key, node);
        var cell = ReadCell(keys, node, path, 1);
        if (cell is not { IsList: true }) return cell;
        if (cell.Items.Count == 0) keys.Fail(path, $"the list of {key} is empty");
        return cell;
    }

    void ReadValues(ItemKeys keys, ExceptionItem exception)
    {
        if (keys.Node("values") is not { } node)
        {
            if (isUpdate)
                diagnostics.Add(LoadCode.AppendNoValues, exception.Path, "the exception adds no values", "give it values, or leave it out");
            return;
        }

        var path = keys.Path.Into(ItemTypes.ExceptionValues, "", node);
        if (node.IsNull) exception.Values = [];
        else if (node is not YamlSequence rows) keys.Fail(path, $"the values of an exception must be a list, not {node.Kind}");
        else
        {
            var values = new List<ExceptionCell>(rows.Items.Length);
            foreach (var row in rows.Items)
            {
                if (ReadCell(keys, row, path.Into(ItemTypes.ExceptionValue, "", row), 0) is { } cell) values.Add(cell);
            }

            exception.Values = values;
        }
    }

    ExceptionCell? ReadCell(ItemKeys keys, YamlNode node, ItemPath path, int depth)
    {
        switch (node)
        {
            case YamlScalar { Text.Length: 0 }:
                keys.Fail(path, "the value is empty");
                return null;
            case YamlScalar scalar:
                return new ExceptionCell(LocatedText.Of(file, scalar), [], path);
            case YamlSequence sequence when depth < MaxCellDepth - 1:
                var items = new List<ExceptionCell>(sequence.Items.Length);
                foreach (var item in sequence.Items)
                {
                    if (ReadCell(keys, item, path.Into(ItemTypes.ExceptionValue, "", item), depth + 1) is { } cell) items.Add(cell);
                }

                return new ExceptionCell(null, items, path);
            default:
                keys.Fail(path, depth == 0 ? $"expected a value or a list, not {node.Kind}" : $"expected a value, not {node.Kind}");
                return null;
        }
    }
}
