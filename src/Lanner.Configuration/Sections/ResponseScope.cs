namespace Lanner.Configuration;

/// <summary>Containers and processes by what they are called; in each text <c>*</c> stands for any text.</summary>
public sealed record ResponseScope
{
    /// <summary>Names or ids of containers.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>Images as containers were started by them, or their repository.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Of Kubernetes.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Labels of containers, <c>key=value</c>, or the key alone.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Names of processes (comm).</summary>
    public IReadOnlyList<string> Processes { get; init; } = [];

    /// <summary>It asks for what only the container's engine can tell.</summary>
    public bool NeedsDetail => Containers.Count + Images.Count + Namespaces.Count + Labels.Count > 0;

    internal static ResponseScope Read(Section section, bool withProcesses)
    {
        var scope = new ResponseScope
        {
            Containers = section.Texts("containers"),
            Images = section.Texts("images"),
            Namespaces = section.Texts("namespaces"),
            Labels = section.Texts("labels"),
            Processes = withProcesses ? section.Texts("processes") : [],
        };
        section.WarnUnknown();
        return scope;
    }
}
