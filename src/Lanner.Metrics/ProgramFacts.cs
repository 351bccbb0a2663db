namespace Lanner.Metrics;

/// <summary>A file that was loaded.</summary>
/// <param name="Name">Without its folder.</param>
/// <param name="Sha256">Of its bytes as they were read; 64 hexadecimal digits.</param>
public sealed record LoadedFile(string Name, string Sha256);

/// <summary>What does not change while the program watches, except by a reload.</summary>
public sealed record ProgramFacts
{
    /// <summary>Our own version.</summary>
    public required string Version { get; init; }

    /// <summary>Falco's version whose configuration and rules are understood.</summary>
    public required string FalcoVersion { get; init; }

    /// <summary>Where events come from, in Falco's words: <c>modern_bpf</c>, <c>savefile</c>, <c>nodriver</c>.</summary>
    public required string Source { get; init; }

    public required string HostName { get; init; }

    public required string KernelRelease { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Booted { get; init; }

    public required int Processors { get; init; }

    /// <summary>Of the configuration at work.</summary>
    public IReadOnlyList<LoadedFile> ConfigurationFiles { get; init; } = [];
}
