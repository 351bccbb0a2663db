using YamlDotNet.Core;

namespace Lanner.Yaml;

/// <summary>One node of a YAML document with its place. An alias is the node of its anchor itself, so nodes may be shared.</summary>
public abstract class YamlNode(int start, int end)
{
    /// <summary>Offsets into the file's text, from the node's first character to behind its last.</summary>
    public int Start { get; } = start;

    public int End { get; } = end;

    /// <summary>Nodes that a full walk would visit, aliases walked each time; saturates.</summary>
    public abstract int Weight { get; }

    /// <summary>The word for messages.</summary>
    public abstract string Kind { get; }

    public bool IsNull => this is YamlScalar { Style: ScalarStyle.Plain, Text: "" or "~" or "null" or "Null" or "NULL" };
}

public sealed class YamlScalar(int start, int end, string text, ScalarStyle style) : YamlNode(start, end)
{
    public string Text { get; } = text;

    public ScalarStyle Style { get; } = style;

    /// <summary>Written without quotes and not as a block, so that it may stand for a number, a truth or nothing.</summary>
    public bool IsPlain => Style == ScalarStyle.Plain;

    public override int Weight => 1;

    public override string Kind => "a single value";
}

public sealed class YamlSequence(int start, int end, YamlNode[] items, int weight) : YamlNode(start, end)
{
    public YamlNode[] Items { get; } = items;

    public override int Weight { get; } = weight;

    public override string Kind => "a list";
}

/// <summary>Entries in written order, double keys included.</summary>
public sealed class YamlMapping(int start, int end, (YamlNode Key, YamlNode Value)[] entries, int weight) : YamlNode(start, end)
{
    public (YamlNode Key, YamlNode Value)[] Entries { get; } = entries;

    public override int Weight { get; } = weight;

    public override string Kind => "a mapping";
}
