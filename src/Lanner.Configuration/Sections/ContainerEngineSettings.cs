namespace Lanner.Configuration;

/// <summary>Section <c>container_engines</c>: who is asked about containers, and where.</summary>
public sealed record ContainerEngineSettings
{
    public EnginePlaces Docker { get; init; } = new();

    public EnginePlaces Podman { get; init; } = new();

    /// <summary>containerd, CRI-O and all else that speaks CRI; both of Falco's keys <c>cri</c> and <c>containerd</c>.</summary>
    public EnginePlaces Cri { get; init; } = new();

    internal static ContainerEngineSettings Read(Section section)
    {
        var cri = EnginePlaces.Read(section.Sub("cri"));
        var containerd = EnginePlaces.Read(section.Sub("containerd"));
        var settings = new ContainerEngineSettings
        {
            Docker = EnginePlaces.Read(section.Sub("docker")),
            Podman = EnginePlaces.Read(section.Sub("podman")),
            Cri = new EnginePlaces { IsAsked = cri.IsAsked || containerd.IsAsked, Sockets = [.. cri.Sockets, .. containerd.Sockets] },
        };
        // Known by their cgroups alone; there is nobody to ask.
        section.Ignore("lxc", "libvirt_lxc", "bpm", "static");
        section.WarnUnknown();
        return settings;
    }
}

/// <summary>One engine: whether it is asked, and at which sockets.</summary>
public sealed record EnginePlaces
{
    public bool IsAsked { get; init; } = true;

    /// <summary>Absolute paths; empty for the usual places.</summary>
    public IReadOnlyList<string> Sockets { get; init; } = [];

    internal static EnginePlaces Read(Section section)
    {
        const string scheme = "unix://";
        var sockets = new List<string>();
        foreach (var text in section.Texts("sockets"))
        {
            var path = text.StartsWith(scheme, StringComparison.Ordinal) ? text[scheme.Length..] : text;
            if (Path.IsPathRooted(path)) sockets.Add(path);
            else section.Error("sockets", $"'{Section.Shorten(text)}' in '{section.Path("sockets")}' is not the whole path of a socket", "such as /run/containerd/containerd.sock");
        }

        // Nothing here waits for an engine, so there is nothing to switch.
        section.Ignore("disable_async");
        var places = new EnginePlaces { IsAsked = section.Bool("enabled", true), Sockets = sockets };
        section.WarnUnknown();
        return places;
    }
}
