using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>Reads <c>- exception: NAME</c>, an exception that is written once for many rules.</summary>
static class SharedExceptionReader
{
    static readonly string[] s_changeable = ["values", "rules"];

    public static void Read(SourceFile file, ItemKeys keys, DiagnosticList diagnostics, List<RuleFileItem> items)
    {
        var start = keys.Path.Offset;
        if (keys.Required("exception") is not { } name) return;
        keys.Path = ItemPath.Of(file).Into(ItemTypes.ExtensionItem, name.Text, start);
        var item = new SharedExceptionItem { Path = keys.Path, Exception = new ExceptionItem { Name = name.Text, Path = keys.Path } };
        item.Overrides = OverrideReader.Read(keys, s_changeable, s_changeable);
        var isUpdate = keys.Has("override");
        if (!isUpdate || keys.Has("values")) new ExceptionReader(file, keys, diagnostics, isUpdate).ReadParts(keys, item.Exception);
        if (isUpdate && (keys.Has("fields") || keys.Has("comps")))
            keys.Fail(keys.Path, "a change of a shared exception is of its values and rules only", "remove fields and comps, or define it anew without override", LoadCode.ErrExtension);
        item.Description = keys.Optional("desc")?.Text.Trim() ?? "";
        item.RulePatterns = keys.Texts("rules");
        item.Tags = keys.Texts("tags")?.ConvertAll(tag => tag.Text);
        item.Source = keys.Optional("source")?.Text;
        foreach (var entry in item.Overrides)
        {
            if (!keys.Has(entry.Key))
                keys.Fail(keys.Path.Into(ItemTypes.Overrides, entry.Key, entry.Offset), $"an override of '{entry.Key}' is given but not the key itself",
                    code: LoadCode.ErrExtension);
        }

        if (!isUpdate && item.RulePatterns is not { Count: > 0 } && item.Tags is not { Count: > 0 } && item.Source is null)
            keys.Fail(keys.Path, "the exception says of no rule that it is for it", "add rules, tags or source; rules: [\"*\"] for all", LoadCode.ErrExtension);
        keys.WarnUnknown();
        if (!keys.HasErrors) items.Add(item);
    }
}
