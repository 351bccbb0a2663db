using System.Buffers;
using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Files;

/// <summary>Reads macros and lists.</summary>
static class DefinitionReader
{
    static readonly SearchValues<char> s_notInListNames = SearchValues.Create("()\"'=, \t\r\n\f\v");

    public static void ReadList(ItemKeys keys, DiagnosticList diagnostics, List<RuleFileItem> items, HashSet<string> lostNames)
    {
        if (ReadName(keys, "list", ItemTypes.List) is not { } name) return;
        if (name.AsSpan().ContainsAny(s_notInListNames))
            diagnostics.Add(LoadCode.InvalidListName, keys.Path, $"no condition can name the list '{ItemKeys.Shorten(name)}'",
                "use no blanks, brackets, quotes, commas or = in a list's name");
        var item = new ListItem { Path = keys.Path, Name = name };
        if (!keys.Has("items")) keys.Fail(keys.Path, "the list has no key 'items'", "write items: [] for an empty list");
        item.Items = keys.Texts("items") ?? [];
        item.Append = ReadAppend(keys, diagnostics, "items");
        Finish(keys, item, name, items, lostNames);
    }

    public static void ReadMacro(ItemKeys keys, DiagnosticList diagnostics, List<RuleFileItem> items, HashSet<string> lostNames)
    {
        if (ReadName(keys, "macro", ItemTypes.Macro) is not { } name) return;
        if (!IsMacroName(name))
            diagnostics.Add(LoadCode.InvalidMacroName, keys.Path, $"no condition can name the macro '{ItemKeys.Shorten(name)}'",
                "begin with a letter and use only letters, digits and _");
        var item = new MacroItem { Path = keys.Path, Name = name, Condition = keys.Required("condition") };
        item.Append = ReadAppend(keys, diagnostics, "condition");
        Finish(keys, item, name, items, lostNames);
    }

    public static bool IsMacroName(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    static string? ReadName(ItemKeys keys, string key, string itemType)
    {
        var start = keys.Path.Offset;
        if (keys.Required(key) is not { } name) return null;
        keys.Path = ItemPath.Of(name.File()).Into(itemType, name.Text, start);
        return name.Text;
    }

    static bool ReadAppend(ItemKeys keys, DiagnosticList diagnostics, string key)
    {
        var append = OverrideReader.ReadDeprecatedAppend(keys, diagnostics);
        var overrides = OverrideReader.Read(keys, [key], [key]);
        if (append && overrides.Count > 0) OverrideReader.FailBoth(keys);
        return append || overrides.Any(o => o.Kind == OverrideKind.Append);
    }

    static void Finish(ItemKeys keys, RuleFileItem item, string name, List<RuleFileItem> items, HashSet<string> lostNames)
    {
        keys.WarnUnknown();
        if (keys.HasErrors) lostNames.Add(name);
        else items.Add(item);
    }
}
