using System.Net;

namespace Lanner.Web;

/// <summary>Where a server listens, and what it bears with from clients. Immutable.</summary>
public sealed record WebServerOptions
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 for any free one; <see cref="WebServer.EndPoint"/> then says which.</summary>
    public required int Port { get; init; }

    /// <summary>A PEM file with certificate and key; null for plain HTTP.</summary>
    public string? Certificate { get; init; }

    /// <summary>Open connections. One more ends the oldest, so that idle or slow clients cannot keep others out.</summary>
    public int MaxConnections { get; init; } = 32;

    /// <summary>Request line and headers together.</summary>
    public int MaxHeadBytes { get; init; } = 8 * 1024;

    /// <summary>Encryption and the first request must be there after this long.</summary>
    public TimeSpan RequestPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection may wait this long for its next request.</summary>
    public TimeSpan IdlePatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An answer must be made and taken within this time.</summary>
    public TimeSpan AnswerPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A port that is taken is tried again after this long.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Listens on this host alone.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Address);
}
