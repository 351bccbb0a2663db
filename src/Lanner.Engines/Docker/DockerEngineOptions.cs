namespace Lanner.Engines;

public sealed record DockerEngineOptions
{
    public string SocketPath { get; init; } = "/var/run/docker.sock";

    /// <summary>For messages: <c>docker</c> or <c>podman</c>.</summary>
    public string Name { get; init; } = "docker";

    /// <summary>False for a place that is looked at only because a daemon may be started later.</summary>
    public bool IsExpected { get; init; } = true;

    /// <summary>The socket's owner; 0 for the system's daemon.</summary>
    public uint OwnerUid { get; init; }

    /// <summary>Where the host's file tree is mounted; empty on the host itself.</summary>
    public string HostRoot { get; init; } = "";

    /// <summary>What is known of containers while nobody answers at the socket; null for nothing.</summary>
    internal IContainerFiles? Files { get; init; }

    /// <summary>Questions in flight at once; one of them is the listing's. More than 4, because an
    /// inspection waits for a container that is being started.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Longest answer read, in bytes. An inspected container with a long environment has about 20 KB; a listing about 1 KB for each.</summary>
    public int MaxAnswerBytes { get; init; } = 4 << 20;

    /// <summary>Longest line of the event stream, in bytes.</summary>
    public int MaxEventBytes { get; init; } = 256 << 10;

    /// <summary>For one answer. An inspection waits while its container is being started, which is slow on a busy host.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause before the connection is tried again; doubled each time up to <see cref="MaxReconnect"/>.</summary>
    public TimeSpan FirstReconnect { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan MaxReconnect { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the listing is compared with what the events told, should one have been lost.</summary>
    public TimeSpan ResyncInterval { get; init; } = TimeSpan.FromSeconds(60);
}
