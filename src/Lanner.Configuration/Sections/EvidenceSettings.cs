namespace Lanner.Configuration;

/// <summary>Key <c>evidence</c>: what an alert carries besides what its rule prints.</summary>
public sealed record EvidenceSettings
{
    const string Key = "evidence";

    /// <summary>The processes that its process comes from.</summary>
    public bool Ancestry { get; init; }

    internal static EvidenceSettings Read(Section root)
    {
        var settings = new EvidenceSettings();
        foreach (var word in root.Texts(Key))
        {
            if (word.Equals("ancestry", StringComparison.OrdinalIgnoreCase)) settings = settings with { Ancestry = true };
            else if (word != "none") root.Error(Key, $"'{Key}' is none or some of: ancestry; not '{Section.Shorten(word)}'");
        }

        return settings;
    }
}
