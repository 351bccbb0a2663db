using Lanner.Rules.Loading;

namespace Lanner.Rules;

/// <summary>Whose rules are understood.</summary>
public static class RuleCompatibility
{
    /// <summary>Falco's engine version whose rules load here, such as <c>0.63.0</c>.</summary>
    public static string EngineVersion => RequiredVersions.Engine.ToString();
}
