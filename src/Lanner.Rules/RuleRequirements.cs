using Lanner.Rules.Files;

namespace Lanner.Rules;

/// <summary>What the files of a load require.</summary>
/// <param name="Engine">The newest engine version that any file asks for, in Falco's numbers; null when none asks.</param>
/// <param name="Plugins">Each is a plugin or any of its alternatives, the first named first.</param>
public sealed record RuleRequirements(
    RuleVersion? Engine, IReadOnlyList<IReadOnlyList<(string Name, RuleVersion Version)>> Plugins)
{
    /// <summary>Falco's engine version whose rules load here.</summary>
    public static RuleVersion Offered => Loading.RequiredVersions.Engine;
}
