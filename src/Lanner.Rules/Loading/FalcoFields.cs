using Lanner.Filters;

namespace Lanner.Rules.Loading;

/// <summary>Fields of which Falco warns though they are as good as any other here: how long calls took.</summary>
static class FalcoFields
{
    public const string Hint = "it works here; a rule that is to run in Falco too must do without it";

    /// <summary>False for fields that are old here as well: of these the catalogue itself warns.</summary>
    public static bool IsGone(string name, FieldCatalogue catalogue) =>
        (name.StartsWith("evt.latency", StringComparison.Ordinal) || name.StartsWith("evt.wait_latency", StringComparison.Ordinal))
        && catalogue.Resolve(name, null).Field is { Definition.Deprecated: null };

    public static string Message(string name) => $"{name} is deprecated: Falco no longer fills it";
}
