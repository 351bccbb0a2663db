using System.Globalization;
using System.Text;

namespace Lanner.Web;

/// <summary>An answer, whole in memory.</summary>
/// <param name="Status">Such as 200.</param>
/// <param name="ContentType">With its charset.</param>
/// <param name="Content">The bytes; not changed afterwards.</param>
public sealed record WebResponse(int Status, string ContentType, ReadOnlyMemory<byte> Content)
{
    public const string TextType = "text/plain; charset=utf-8";

    public const string JsonType = "application/json";

    public static WebResponse Text(int status, string text) => new(status, TextType, Encoding.UTF8.GetBytes(text));

    public static WebResponse Json(int status, string json) => new(status, JsonType, Encoding.UTF8.GetBytes(json));

    /// <summary>What goes over the wire in front of the content.</summary>
    internal byte[] Head(bool keepsOpen, DateTimeOffset now)
    {
        var allow = Status == 405 ? "Allow: GET, HEAD\r\n" : "";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {Status} {Reason}\r\nDate: {now:R}\r\nContent-Type: {ContentType}\r\nContent-Length: {Content.Length}\r\n{allow}"
            + $"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: {(keepsOpen ? "keep-alive" : "close")}\r\n\r\n"));
    }

    string Reason => Status switch
    {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Answer",
    };
}
