using System.Globalization;

using Lanner.Yaml;

namespace Lanner.Configuration;

/// <summary>
/// One <c>-o KEY=VALUE</c>: sets a value anywhere in the tree. The key goes down by points and brackets: <c>engine.kind</c>,
/// <c>rules_files[0]</c>, <c>rules[].disable.tag</c>, where <c>[]</c> appends. A value that begins with a brace or bracket is read as
/// YAML, of which JSON is a part.
/// </summary>
sealed class OptionOverride
{
    readonly SourceFile _file;
    readonly List<Step> _steps;
    readonly ConfigNode _value;

    OptionOverride(SourceFile file, List<Step> steps, ConfigNode value)
    {
        _file = file;
        _steps = steps;
        _value = value;
    }

    /// <summary>Null when the argument is none, which is reported.</summary>
    public static OptionOverride? Parse(string argument, ConfigFileReader reader, ProblemList problems)
    {
        var file = new SourceFile("-o", argument);
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            problems.Error(file, 0, $"'{Section.Shorten(argument)}' is not of the form key=value", "such as -o engine.kind=replay, -o rules_files[0]=my.yaml or -o rules[].disable.tag=network");
            return null;
        }

        if (Steps(file, argument.AsSpan(0, equals), problems) is not { } steps) return null;
        return Value(file, equals + 1, reader, problems) is { } value ? new OptionOverride(file, steps, value) : null;
    }

    public ConfigMap Apply(ConfigMap tree, ProblemList problems) => Set(tree, 0, problems) as ConfigMap ?? tree;

    static ConfigNode? Value(SourceFile file, int start, ConfigFileReader reader, ProblemList problems)
    {
        var text = file.Text[start..];
        if (!text.StartsWith('{') && !text.StartsWith('[')) return new ConfigText(file, start, text);
        ConfigNode? value = null;
        if (YamlReader.Read(file.Text, start, root => value ??= reader.Node(file, root)) is not { } fault) return value;
        problems.Error(file, fault.Offset, fault.Message, fault.Hint);
        return null;
    }

    static List<Step>? Steps(SourceFile file, ReadOnlySpan<char> path, ProblemList problems)
    {
        var steps = new List<Step>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] == '[')
            {
                var end = path[at..].IndexOf(']');
                var index = -1;
                if (end < 0 || steps.Count == 0 || end > 1 && !int.TryParse(path.Slice(at + 1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out index))
                {
                    problems.Error(file, at, "behind the name of a list stands [N], counted from 0, or [] to append");
                    return null;
                }

                steps.Add(new Step(at, null, index));
                at += end + 1;
                if (at < path.Length && path[at] == '.') at++;
                else if (at < path.Length && path[at] != '[') return Wrong(file, at, problems);
                continue;
            }

            var length = path[at..].IndexOfAny('.', '[');
            if (length < 0) length = path.Length - at;
            if (length == 0) return Wrong(file, at, problems);
            steps.Add(new Step(at, path.Slice(at, length).ToString(), -1));
            at += length;
            if (at < path.Length && path[at] == '.' && ++at == path.Length) return Wrong(file, at, problems);
        }

        return steps;
    }

    static List<Step>? Wrong(SourceFile file, int at, ProblemList problems)
    {
        problems.Error(file, at, "the key has a point or bracket too many here");
        return null;
    }

    /// <summary>The node with the value set below it.</summary>
    ConfigNode Set(ConfigNode? node, int depth, ProblemList problems)
    {
        if (depth == _steps.Count) return _value;
        var step = _steps[depth];
        if (node is { IsNull: true }) node = null;
        if (step.Name is { } name)
        {
            if (node is null or ConfigMap)
            {
                var map = node as ConfigMap ?? new ConfigMap(_file, step.Offset, []);
                return map.With(new ConfigEntry(name, _file, step.Offset, Set(map.Find(name)?.Value, depth + 1, problems)));
            }

            problems.Error(_file, step.Offset, $"'{Section.Shorten(name)}' is looked for in {node.Kind}, which has no keys");
            return node;
        }

        if (node is not (null or ConfigList))
        {
            problems.Error(_file, step.Offset, $"this is {node.Kind} and not a list");
            return node;
        }

        var list = node as ConfigList ?? new ConfigList(_file, step.Offset, []);
        if (step.Index < 0 || step.Index == list.Items.Count) return list.Append(Set(null, depth + 1, problems));
        if (step.Index < list.Items.Count) return list.Replace(step.Index, Set(list.Items[step.Index], depth + 1, problems));
        problems.Error(_file, step.Offset, $"the list has {list.Items.Count} entries, so there is no [{step.Index}]", "[] appends");
        return list;
    }

    /// <param name="Offset">In the argument.</param>
    /// <param name="Name">A key; null for a place in a list.</param>
    /// <param name="Index">From 0; -1 to append.</param>
    readonly record struct Step(int Offset, string? Name, int Index);
}
