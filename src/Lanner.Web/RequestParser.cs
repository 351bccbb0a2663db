using System.Buffers;
using System.Net;
using System.Text;

namespace Lanner.Web;

/// <summary>Reads the head of an HTTP/1 request. Whatever does not read as one is refused with a status, never guessed at.</summary>
static class RequestParser
{
    static readonly SearchValues<byte> s_tokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>A tab is none of them.</summary>
    static readonly SearchValues<byte> s_controlBytes = SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b != '\t').Select(b => (byte)b), 127]);

    static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Bytes of the head with its empty line; 0 when it is not complete.</summary>
    public static int FindEnd(ReadOnlySpan<byte> bytes) => bytes.IndexOf(End) is >= 0 and var at ? at + End.Length : 0;

    /// <param name="head">With its empty line.</param>
    /// <param name="refusal">Status and reason when there is no request.</param>
    public static WebRequest? Parse(ReadOnlySpan<byte> head, out (int Status, string Why) refusal)
    {
        refusal = (400, "that is no HTTP request");
        var lineEnd = head.IndexOf("\r\n"u8);
        var line = head[..lineEnd];
        if (line.Count((byte)' ') != 2) return null;
        var method = line[..line.IndexOf((byte)' ')];
        var target = line[(method.Length + 1)..line.LastIndexOf((byte)' ')];
        var version = line[(method.Length + target.Length + 2)..];
        if (method.IsEmpty || method.ContainsAnyExcept(s_tokenBytes) || target is not [(byte)'/', ..] || target.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return null;
        var isFirst = version.SequenceEqual("HTTP/1.0"u8);
        if (!isFirst && !version.SequenceEqual("HTTP/1.1"u8))
        {
            if (version.StartsWith("HTTP/"u8)) refusal = (505, "HTTP/1.1 is spoken here");
            return null;
        }

        var query = target.IndexOf((byte)'?');
        var request = new WebRequest
        {
            Method = Encoding.ASCII.GetString(method),
            Path = Encoding.ASCII.GetString(query < 0 ? target : target[..query]),
            Query = query < 0 ? "" : Encoding.ASCII.GetString(target[(query + 1)..]),
            KeepsOpen = !isFirst,
        };
        return ReadHeaders(head[(lineEnd + 2)..^2], request);
    }

    /// <summary>Lines of <c>name: value</c>; null when one is not.</summary>
    static WebRequest? ReadHeaders(ReadOnlySpan<byte> lines, WebRequest request)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf("\r\n"u8);
            if (end < 0) return null;
            var line = lines[..end];
            lines = lines[(end + 2)..];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(s_tokenBytes)) return null;
            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (value.ContainsAny(s_controlBytes)) return null;
            request = Take(request, line[..colon], value);
        }

        return request;
    }

    static WebRequest Take(WebRequest request, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Is(name, "host"u8)) return request with { Host = Encoding.Latin1.GetString(value) };
        if (Is(name, "accept"u8)) return request with { Accept = Encoding.Latin1.GetString(value) };
        if (Is(name, "transfer-encoding"u8) || Is(name, "content-length"u8) && !value.SequenceEqual("0"u8)) return request with { HasContent = true };
        if (Is(name, "connection"u8) && Is(value, "close"u8)) return request with { KeepsOpen = false };
        return request;
    }

    static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(text, lower);

    /// <summary>
    /// Whether a host that a client names can be this one's loopback. A page in somebody's browser can make its own name point here; then
    /// the name is that page's.
    /// </summary>
    public static bool IsLocalHost(string host)
    {
        if (host.Length == 0 || IPEndPoint.TryParse(host, out _)) return true;
        var colon = host.IndexOf(':', StringComparison.Ordinal);
        return (colon < 0 ? host : host[..colon]).Equals("localhost", StringComparison.OrdinalIgnoreCase);
    }
}
