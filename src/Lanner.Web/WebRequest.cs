namespace Lanner.Web;

/// <summary>What a client asked for. Everything in it is the client's word.</summary>
public sealed record WebRequest
{
    /// <summary><c>GET</c>; a HEAD is answered from it as well.</summary>
    public required string Method { get; init; }

    /// <summary>As sent, without the query; begins with a slash.</summary>
    public required string Path { get; init; }

    /// <summary>Behind the question mark, as sent; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Name or address with port that the client believes to speak to; empty when it did not say.</summary>
    public string Host { get; init; } = "";

    /// <summary>The kinds of content it takes, as sent; empty when it did not say.</summary>
    public string Accept { get; init; } = "";

    /// <summary>It will send another request over the same connection.</summary>
    internal bool KeepsOpen { get; init; }

    /// <summary>It announces content, which no page takes.</summary>
    internal bool HasContent { get; init; }
}
