using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lanner.Yaml;

/// <summary>Why and where the text stopped being YAML.</summary>
public sealed class YamlFault(string message, int offset, string? hint = null)
{
    public string Message { get; } = message;

    public int Offset { get; } = offset;

    public string? Hint { get; } = hint;
}

/// <summary>
/// Reads the documents of one text into nodes. Bounded: nesting by <see cref="MaxDepth"/>, nodes by <see cref="MaxNodes"/> with
/// aliases counted by what they stand for, so that a few lines cannot blow up into millions of nodes.
/// </summary>
public sealed class YamlReader
{
    public const int MaxDepth = 32;

    /// <summary>The three official rule files together have about 11,000.</summary>
    public const int MaxNodes = 1_000_000;

    readonly Parser _parser;
    readonly int _base;
    readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    int _nodes;
    int _end;

    YamlReader(string text, int start)
    {
        _base = start;
        _parser = new Parser(new Scanner(new StringReader(start == 0 ? text : text[start..]), skipComments: true));
    }

    /// <summary>
    /// Hands each document's root to <paramref name="onDocument"/> and returns null at the end of the text, or the fault that
    /// stopped the reading. Items of a broken document before the fault go to <paramref name="onDocument"/> as well.
    /// </summary>
    public static YamlFault? Read(string text, int start, Action<YamlNode> onDocument)
    {
        var reader = new YamlReader(text, start);
        try
        {
            return reader.ReadDocuments(onDocument);
        }
        catch (YamlException fault)
        {
            return Describe(fault, reader._base, text.Length);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or NullReferenceException or FormatException or OverflowException or KeyNotFoundException)
        {
            // The parser package throws these for some malformed texts, such as a dash inside an open bracket.
            return new YamlFault("this is not YAML: a bracket, brace or quote is open, or the indentation is wrong",
                reader._end, "look at the lines before for something left open");
        }
    }

    YamlFault? ReadDocuments(Action<YamlNode> onDocument)
    {
        while (_parser.MoveNext())
        {
            switch (_parser.Current)
            {
                case DocumentStart:
                    _anchors.Clear();
                    break;
                case StreamStart or StreamEnd or DocumentEnd or Comment:
                    break;
                case SequenceStart root:
                    ReadRoot(root, onDocument);
                    break;
                case { } other:
                    onDocument(ReadNode(other, 0));
                    break;
            }
        }

        return null;
    }

    /// <summary>Keeps what was read before a fault.</summary>
    void ReadRoot(SequenceStart root, Action<YamlNode> onDocument)
    {
        var items = new List<YamlNode>();
        var start = Offset(root.Start);
        try
        {
            while (Next() is not SequenceEnd) items.Add(ReadNode(_parser.Current!, 1));
        }
        finally
        {
            onDocument(new YamlSequence(start, _end, [.. items], items.Count));
        }
    }

    YamlNode ReadNode(ParsingEvent current, int depth)
    {
        if (depth > MaxDepth) throw Fault(current, $"nested deeper than {MaxDepth} levels");
        CountNodes(current, 1);
        var start = Offset(current.Start);
        switch (current)
        {
            case Scalar scalar:
                _end = Offset(scalar.End);
                return Remember(scalar, new YamlScalar(start, _end, scalar.Value, scalar.Style));
            case AnchorAlias alias:
                if (!_anchors.TryGetValue(alias.Value.Value, out var target))
                    throw Fault(alias, $"there is no anchor '{alias.Value.Value}' before this alias");
                CountNodes(alias, target.Weight);
                _end = Offset(alias.End);
                return target;
            case SequenceStart sequence:
                return Remember(sequence, ReadSequence(start, depth));
            case MappingStart mapping:
                return Remember(mapping, ReadMapping(start, depth));
            default:
                throw Fault(current, "a value was expected here");
        }
    }

    YamlSequence ReadSequence(int start, int depth)
    {
        var items = new List<YamlNode>();
        var weight = 1L;
        while (Next() is not SequenceEnd)
        {
            var item = ReadNode(_parser.Current!, depth + 1);
            weight += item.Weight;
            items.Add(item);
        }

        return new YamlSequence(start, _end, [.. items], (int)Math.Min(weight, int.MaxValue));
    }

    YamlMapping ReadMapping(int start, int depth)
    {
        var entries = new List<(YamlNode, YamlNode)>();
        var weight = 1L;
        while (Next() is not MappingEnd)
        {
            var key = ReadNode(_parser.Current!, depth + 1);
            var value = ReadNode(Next(), depth + 1);
            weight += key.Weight + value.Weight;
            entries.Add((key, value));
        }

        return new YamlMapping(start, _end, [.. entries], (int)Math.Min(weight, int.MaxValue));
    }

    ParsingEvent Next()
    {
        if (!_parser.MoveNext() || _parser.Current is not { } current) throw new InvalidOperationException("the text ends inside a value");
        _end = Math.Max(_end, Offset(current.Start));
        return current;
    }

    T Remember<T>(NodeEvent source, T node) where T : YamlNode
    {
        if (!source.Anchor.IsEmpty) _anchors[source.Anchor.Value] = node;
        return node;
    }

    void CountNodes(ParsingEvent at, int count)
    {
        _nodes = (int)Math.Min((long)_nodes + count, int.MaxValue);
        if (_nodes > MaxNodes) throw Fault(at, $"more than {MaxNodes:N0} values, aliases counted by what they stand for");
    }

    int Offset(in Mark mark) => _base + (int)mark.Index;

    static SemanticErrorException Fault(ParsingEvent at, string message) => new(at.Start, at.End, message);

    static YamlFault Describe(YamlException fault, int start, int length)
    {
        var message = fault.Message;
        var offset = Math.Min(start + (int)fault.Start.Index, length);
        string? hint = null;
        if (message.Contains("found invalid mapping", StringComparison.Ordinal))
            hint = "text with ': ' in it needs quotes; or this line is indented differently from the key above";
        else if (message.Contains("multi-line", StringComparison.Ordinal))
            hint = "the lines of a quoted text must be indented further than its key";
        else if (message.Contains("quoted scalar", StringComparison.Ordinal))
            hint = "the quote that opens here is never closed";
        else if (message.Contains("cannot start any token", StringComparison.Ordinal))
            hint = "text that begins with this character needs quotes";
        else if (message.Contains("tab", StringComparison.Ordinal))
            hint = "YAML is indented with blanks only";
        return new YamlFault(message.TrimEnd('.'), offset, hint);
    }
}
