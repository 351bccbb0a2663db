namespace Lanner.Alerts.Outputs;

/// <summary>
/// Alerts as JSON to an HTTP server. What it does not take for now is tried again; with a <see cref="SpoolFolder"/>, alerts wait on disk
/// and survive the end of the process.
/// </summary>
public sealed record HttpOutputOptions : AlertOutputOptions
{
    public override string Name { get; init; } = "http";

    /// <summary>http or https.</summary>
    public required string Url { get; init; }

    public string UserAgent { get; init; } = "lanner";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Any certificate of the server will do.</summary>
    public bool Insecure { get; init; }

    /// <summary>The authority, in PEM, that must have signed the server's certificate; null for those the machine trusts.</summary>
    public string? CaCert { get; init; }

    /// <summary>As <see cref="CaCert"/>: a file with several.</summary>
    public string? CaBundle { get; init; }

    /// <summary>As <see cref="CaCert"/>: a folder of files.</summary>
    public string? CaPath { get; init; }

    /// <summary>Our own certificate, in PEM, for a server that wants to know us; with <see cref="ClientKey"/>.</summary>
    public string? ClientCert { get; init; }

    public string? ClientKey { get; init; }

    /// <summary>The body is compressed with gzip.</summary>
    public bool CompressUploads { get; init; }

    /// <summary>The connection stays open between alerts.</summary>
    public bool KeepAlive { get; init; } = true;

    /// <summary>What the server answers is told to the operator.</summary>
    public bool Echo { get; init; }

    /// <summary>Up to this many alerts go in one request, a line each (application/x-ndjson); 1 for one object (application/json).</summary>
    public int BatchSize { get; init; } = 1;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For a whole request with its answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So many timeouts one after the other are tried again without a word.</summary>
    public int MaxConsecutiveTimeouts { get; init; } = 5;

    /// <summary>Where alerts wait on disk; null for memory only.</summary>
    public string? SpoolFolder { get; init; }

    /// <summary>Bytes the spool may take; of more, the oldest alerts are dropped.</summary>
    public long SpoolMaxBytes { get; init; } = 256 << 20;

    public override IReadOnlyList<OutputOptionProblem> Check() => HttpOptionsCheck.Run(this);

    internal override bool StoresFirst => SpoolFolder is not null;

    internal override AlertSink CreateSink(SinkContext context)
    {
        // Whoever listens expects Falco's JSON, whatever the other outputs print.
        var asJson = context with { Rendering = context.Rendering with { Json = true } };
        return SpoolFolder is null ? new HttpSink(this, asJson) : new SpooledHttpSink(this, asJson);
    }
}
