using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

public sealed record CriEngineOptions
{
    public required string SocketPath { get; init; }

    /// <summary>For messages.</summary>
    public string Name { get; init; } = "cri";

    /// <summary>What runs behind the socket, until it tells itself. Cri for "any".</summary>
    public ContainerEngine Engine { get; init; } = ContainerEngine.Cri;

    /// <summary>False for a place that is looked at only because a runtime may be started later.</summary>
    public bool IsExpected { get; init; } = true;

    /// <summary>Questions in flight at once, apart from the listing's.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Longest answer read, in bytes: gRPC servers of this family send no more by themselves. A container with its specification has about 20 KB.</summary>
    public int MaxAnswerBytes { get; init; } = 16 << 20;

    /// <summary>For one answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause before the connection is tried again; doubled each time up to <see cref="MaxReconnect"/>.</summary>
    public TimeSpan FirstReconnect { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxReconnect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a runtime that tells of no events is asked for its list.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the list is compared with what events told, should one have been lost.</summary>
    public TimeSpan ResyncInterval { get; init; } = TimeSpan.FromSeconds(60);
}
