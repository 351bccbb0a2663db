using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;

namespace Lanner.Rules.Loading;

/// <summary>Answers what rule files require, in Falco's numbers: what of Falco this engine can stand in for.</summary>
static class RequiredVersions
{
    /// <summary>Falco's engine version whose rules load here.</summary>
    public static RuleVersion Engine { get; } = new(0, 63, 0);

    /// <summary>Plugins whose fields are built in, with the version they are like.</summary>
    static readonly Dictionary<string, RuleVersion> s_builtIn = new(StringComparer.Ordinal)
    {
        ["container"] = new RuleVersion(0, 7, 1),
    };

    public static void Check(EngineVersionItem item, DiagnosticList diagnostics)
    {
        if (!Engine.IsCompatibleWith(item.Version))
            diagnostics.Add(LoadCode.ErrValidate, item.Path, $"these rules need engine version {item.Version}; this engine is like {Engine}",
                item.Version.Major == Engine.Major ? "use an older version of the rules" : null);
    }

    /// <summary>Any one of the alternatives will do.</summary>
    public static void Check(PluginVersionItem item, DiagnosticList diagnostics)
    {
        foreach (var (name, version) in item.Alternatives)
        {
            if (s_builtIn.TryGetValue(name, out var builtIn) && builtIn.IsCompatibleWith(version)) return;
        }

        var (firstName, firstVersion) = item.Alternatives[0];
        var message = s_builtIn.TryGetValue(firstName, out var have)
            ? $"these rules need plugin '{firstName}' {firstVersion}; built in is the like of {have}"
            : $"these rules need plugin '{firstName}' {firstVersion}, and there is no such plugin here";
        diagnostics.Add(LoadCode.ErrValidate, item.Path, message,
            $"built in: {string.Join(", ", s_builtIn.Select(p => $"{p.Key} {p.Value}"))}");
    }
}
