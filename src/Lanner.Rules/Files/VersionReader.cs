using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>Reads what a file requires of the engine and of plugins.</summary>
static class VersionReader
{
    public static void ReadEngine(ItemKeys keys, List<RuleFileItem> items)
    {
        keys.Path = keys.Path.Into(ItemTypes.RequiredEngineVersion, "", keys.Path.Offset);
        var text = keys.Required("required_engine_version");
        keys.WarnUnknown();
        if (text is null) return;
        RuleVersion version;
        if (RuleVersion.TryNumber(text.Text, out var minor)) version = new RuleVersion(0, minor, 0);
        else if (!RuleVersion.TryParse(text.Text, out version))
        {
            keys.Fail(keys.PathOf("required_engine_version", keys.Node("required_engine_version")!),
                $"'{ItemKeys.Shorten(text.Text)}' is not a version", "write it as x.y.z");
            return;
        }

        items.Add(new EngineVersionItem { Path = keys.Path, Version = version });
    }

    public static void ReadPlugins(SourceFile file, ItemKeys keys, DiagnosticList diagnostics, List<RuleFileItem> items)
    {
        var node = keys.Node("required_plugin_versions")!;
        keys.Path = keys.Path.Into(ItemTypes.RequiredPluginVersions, "", node);
        keys.WarnUnknown();
        if (node is not YamlSequence plugins)
        {
            keys.Fail(keys.Path, $"required_plugin_versions must be a list, not {node.Kind}");
            return;
        }

        foreach (var plugin in plugins.Items)
        {
            var path = keys.Path.Into(ItemTypes.RequiredPluginVersion, "", plugin);
            if (plugin is not YamlMapping mapping)
            {
                keys.Fail(path, $"a required plugin must be a mapping with name and version, not {plugin.Kind}");
                continue;
            }

            if (ReadPlugin(file, mapping, path, diagnostics) is { } item) items.Add(item);
        }
    }

    static PluginVersionItem? ReadPlugin(SourceFile file, YamlMapping mapping, ItemPath path, DiagnosticList diagnostics)
    {
        var keys = new ItemKeys(file, mapping, path, diagnostics);
        var name = keys.Required("name");
        if (name is not null) keys.Path = keys.Path.Into(ItemTypes.RequiredPluginVersion, name.Text, path.Offset);
        var alternatives = new List<(string, RuleVersion)>();
        AddRequirement(keys, name, alternatives);
        switch (keys.Node("alternatives"))
        {
            case null: break;
            case YamlSequence sequence:
                foreach (var node in sequence.Items) ReadAlternative(file, node, keys, diagnostics, alternatives);
                break;
            case { } other:
                keys.Fail(keys.PathOf("alternatives", other), $"alternatives must be a list, not {other.Kind}");
                break;
        }

        keys.WarnUnknown();
        return keys.HasErrors ? null : new PluginVersionItem { Path = keys.Path, Alternatives = alternatives };
    }

    static void ReadAlternative(
        SourceFile file, YamlNode node, ItemKeys outer, DiagnosticList diagnostics, List<(string, RuleVersion)> alternatives)
    {
        var path = outer.Path.Into(ItemTypes.RequiredPluginAlternative, "", node);
        if (node is not YamlMapping mapping)
        {
            outer.Fail(path, $"an alternative must be a mapping with name and version, not {node.Kind}");
            return;
        }

        var keys = new ItemKeys(file, mapping, path, diagnostics);
        AddRequirement(keys, keys.Required("name"), alternatives);
        keys.WarnUnknown();
        if (keys.HasErrors) outer.Fail();
    }

    static void AddRequirement(ItemKeys keys, LocatedText? name, List<(string Name, RuleVersion Version)> alternatives)
    {
        var version = keys.Required("version");
        if (name is null || version is null) return;
        if (!RuleVersion.TryParse(version.Text, out var parsed))
        {
            keys.Fail(keys.PathOf("version", keys.Node("version")!),
                $"'{ItemKeys.Shorten(version.Text)}' is not a version of plugin '{name.Text}'", "write it as x.y.z", LoadCode.ErrValidate);
            return;
        }

        if (alternatives.Any(a => a.Name == name.Text))
        {
            keys.Fail(keys.PathOf("name", keys.Node("name")!), $"plugin '{name.Text}' is among its own alternatives twice",
                code: LoadCode.ErrValidate);
            return;
        }

        alternatives.Add((name.Text, parsed));
    }
}
