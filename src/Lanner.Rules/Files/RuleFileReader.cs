using System.Text;
using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>
/// Reads rule files into items. Never throws for what a file contains: all problems go to the diagnostics, and reading goes on
/// behind a broken item, and behind broken YAML with the next line that begins an item.
/// </summary>
sealed class RuleFileReader(DiagnosticList diagnostics)
{
    /// <summary>The largest official file has 95 KB.</summary>
    public const int MaxFileBytes = 8 * 1024 * 1024;

    /// <summary>After so many broken places a file is given up.</summary>
    const int MaxFaults = 20;

    static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Items of all files read, in order.</summary>
    public List<RuleFileItem> Items { get; } = [];

    /// <summary>Names of macros and lists in text that could not be read: that they are missing is no further problem.</summary>
    public HashSet<string> LostNames { get; } = new(StringComparer.Ordinal);

    public void Read(string name, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxFileBytes)
        {
            diagnostics.Add(LoadCode.ErrFileRead, ItemPath.Of(new SourceFile(name, "")),
                $"the file has {content.Length:N0} bytes; the limit is {MaxFileBytes:N0}");
            return;
        }

        if (Decode(name, content) is { } text) Read(new SourceFile(name, text));
    }

    string? Decode(string name, ReadOnlySpan<byte> content)
    {
        try
        {
            return s_strictUtf8.GetString(content);
        }
        catch (DecoderFallbackException fault)
        {
            var readable = new SourceFile(name, Encoding.UTF8.GetString(content));
            var offset = readable.Text.IndexOf('\ufffd', StringComparison.Ordinal);
            diagnostics.Add(LoadCode.ErrYamlParse, ItemPath.Of(readable, Math.Max(offset, 0)),
                $"the file is not UTF-8 text: byte {Math.Max(fault.Index, 0):N0} belongs to no character");
            return null;
        }
    }

    void Read(SourceFile file)
    {
        var text = file.Text;
        var start = text.StartsWith('\ufeff') ? 1 : 0;
        for (var faults = 1; ; faults++)
        {
            var fault = YamlReader.Read(text, start, root => ReadDocument(file, root));
            if (fault is null) return;
            diagnostics.Add(LoadCode.ErrYamlParse, ItemPath.Of(file, fault.Offset), fault.Message, fault.Hint);
            var next = faults < MaxFaults ? NextItem(text, Math.Max(fault.Offset, start)) : text.Length;
            NoteLostNames(text.AsSpan(start, next - start));
            if (next >= text.Length) return;
            start = next;
        }
    }

    /// <summary>The start of the next line that begins an item or a document.</summary>
    static int NextItem(string text, int from)
    {
        while (true)
        {
            var end = text.AsSpan(Math.Min(from, text.Length)).IndexOf('\n');
            if (end < 0) return text.Length;
            from += end + 1;
            var line = text.AsSpan(from);
            if (line.StartsWith("- ") || line.StartsWith("---")) return from;
        }
    }

    void NoteLostNames(ReadOnlySpan<char> skipped)
    {
        foreach (var line in skipped.EnumerateLines())
        {
            var rest = line.TrimStart(" -");
            if (rest.StartsWith("macro:")) LostNames.Add(rest[6..].Trim().ToString());
            else if (rest.StartsWith("list:")) LostNames.Add(rest[5..].Trim().ToString());
            else if (rest.StartsWith("rule:")) LostNames.Add(rest[5..].Trim().ToString());
        }
    }

    void ReadDocument(SourceFile file, YamlNode root)
    {
        if (root.IsNull) return;
        var path = ItemPath.Of(file, root.Start);
        if (root is not YamlSequence sequence)
        {
            diagnostics.Add(LoadCode.ErrYamlValidate, path, $"a rule file must be a list of items, not {root.Kind}",
                "begin each item with '- '");
            return;
        }

        foreach (var node in sequence.Items)
        {
            if (!node.IsNull) ReadItem(file, node);
        }
    }

    void ReadItem(SourceFile file, YamlNode node)
    {
        var content = ItemPath.Of(file);
        if (node is not YamlMapping mapping)
        {
            diagnostics.Add(LoadCode.ErrYamlValidate, content.Into(ItemTypes.RulesContentItem, "", node),
                $"each item must be a mapping of keys to values, not {node.Kind}");
            return;
        }

        var keys = new ItemKeys(file, mapping, content.Into(ItemTypes.RulesContentItem, "", node), diagnostics);
        if (keys.Has("required_engine_version")) VersionReader.ReadEngine(keys, Items);
        else if (keys.Has("required_plugin_versions")) VersionReader.ReadPlugins(file, keys, diagnostics, Items);
        else if (keys.Has("list")) DefinitionReader.ReadList(keys, diagnostics, Items, LostNames);
        else if (keys.Has("macro")) DefinitionReader.ReadMacro(keys, diagnostics, Items, LostNames);
        else if (keys.Has("rule")) new RuleItemReader(file, keys, diagnostics).Read(Items);
        else if (keys.Has("exception")) SharedExceptionReader.Read(file, keys, diagnostics, Items);
        else
        {
            diagnostics.Add(LoadCode.UnknownItem, keys.Path, "unknown kind of item is ignored",
                "an item begins with rule, macro, list, exception, required_engine_version or required_plugin_versions");
        }
    }
}
