using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanner.Web.Tests;

public sealed class WebServerTests : IDisposable
{
    readonly RunningServer _running = new();
    readonly HttpClient _client = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _running.Dispose();
    }

    [Fact]
    public async Task A_page_is_answered_with_its_content_and_type()
    {
        using var answer = await _client.GetAsync(new Uri(_running.Address, "/hello?to=you"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("hello to=you", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task One_connection_serves_many_requests()
    {
        for (var i = 0; i < 20; i++) Assert.Equal($"hello {i}", await _client.GetStringAsync(new Uri(_running.Address, $"/hello?{i}"), Cancellation));
        Assert.Equal(1, _running.Server.Counters.Connections);
        Assert.Equal([(200, 20L)], _running.Server.Counters.Answers);
    }

    [Fact]
    public async Task Requests_that_come_together_are_answered_in_order()
    {
        var answers = await _running.ExchangeAsync("GET /hello?1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hello?2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.True(answers.IndexOf("hello 1", StringComparison.Ordinal) is > 0 and var first && first < answers.IndexOf("hello 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_path_without_a_page_says_which_there_are()
    {
        using var answer = await _client.GetAsync(new Uri(_running.Address, "/"), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("/hello, /large", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_gets_the_length_and_no_content()
    {
        var answer = await _running.ExchangeAsync("HEAD /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.Contains("Content-Length: 6\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_of_a_request_is_refused_and_its_sender_still_reads_why()
    {
        using var answer = await _client.PostAsync(new Uri(_running.Address, "/hello"), new StringContent(new string('x', 40_000)), Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_page_that_fails_is_a_line_for_the_operator_and_500_for_the_client()
    {
        using var answer = await _client.GetAsync(new Uri(_running.Address, "/broken"), Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(["web server: /broken: InvalidOperationException: broken on purpose"], _running.Said);
        Assert.Equal("hello ", await _client.GetStringAsync(new Uri(_running.Address, "/hello"), Cancellation));
    }

    [Theory]
    [InlineData("localhost:80", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.1:8765", true)]
    [InlineData("[::1]:8765", true)]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:8765", false)]
    public async Task A_server_for_its_host_alone_answers_to_no_other_name(string host, bool isServed)
    {
        var answer = await _running.ExchangeAsync($"GET /hello HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith(isServed ? "HTTP/1.1 200 " : "HTTP/1.1 421 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_once_and_served_when_it_is_free()
    {
        using var blocker = new TcpListener(IPAddress.Loopback, 0);
        blocker.Start();
        var port = ((IPEndPoint)blocker.LocalEndpoint).Port;
        using var waiting = new RunningServer(new WebServerOptions { Port = port, RetryAfter = TimeSpan.FromMilliseconds(20) });
        Assert.Equal([$"web server: 127.0.0.1 port {port}: another program listens there; tried again every 0.02 s"], waiting.Said);
        Assert.Null(waiting.Server.EndPoint);

        blocker.Stop();
        await Wait.UntilAsync(() => waiting.Server.EndPoint is not null);
        Assert.Equal("hello ", await _client.GetStringAsync(new Uri(waiting.Address, "/hello"), Cancellation));
        lock (waiting.Said) Assert.Equal(2, waiting.Said.Count);
    }
}
