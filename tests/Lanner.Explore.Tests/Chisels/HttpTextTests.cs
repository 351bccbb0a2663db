using System.Text;

using Lanner.Explore.Chisels;

namespace Lanner.Explore.Tests.Chisels;

public sealed class HttpTextTests
{
    [Theory]
    [InlineData("GET /a?b=c HTTP/1.1\r\nHost: example.org\r\n\r\n", "GET", "/a?b=c", "example.org")]
    [InlineData("POST / HTTP/1.1\r\nAccept: */*\r\nhost:  x:80 \r\n\r\n", "POST", "/", "x:80")]
    [InlineData("GET /cut HTTP/1.1\r\nHost: exam", "GET", "/cut", "")]
    public void Requests_are_read(string text, string method, string target, string host)
    {
        Assert.True(HttpText.TryReadRequest(Encoding.ASCII.GetBytes(text), out var m, out var t, out var h));
        Assert.Equal((method, target, host), (Encoding.ASCII.GetString(m), Encoding.ASCII.GetString(t), Encoding.ASCII.GetString(h)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("GET  /")]
    [InlineData("get / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0003\u0001 TLS")]
    public void What_is_no_request_is_none(string text) => Assert.False(HttpText.TryReadRequest(Encoding.ASCII.GetBytes(text), out _, out _, out _));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello", 40, 200, 12)]
    [InlineData("HTTP/1.0 502 Bad Gateway\r\ncontent-type: x\r\n\r\nhello", 1000, 502, 955)]
    [InlineData("HTTP/1.0 404 Not Found\r\nServer: cut", 5000, 404, 0)]
    public void Answers_tell_status_and_length(string text, long moved, int status, long length)
    {
        Assert.True(HttpText.TryReadAnswer(Encoding.ASCII.GetBytes(text), moved, out var s, out var l));
        Assert.Equal((status, length), (s, l));
    }

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1 abc")]
    [InlineData("nothing")]
    public void What_is_no_answer_is_none(string text) => Assert.False(HttpText.TryReadAnswer(Encoding.ASCII.GetBytes(text), text.Length, out _, out _));
}
