using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanner.Web.Tests;

public sealed class HostileClientTests
{
    static readonly WebServerOptions s_impatient = new()
    {
        Port = 0, MaxConnections = 4, RequestPatience = TimeSpan.FromMilliseconds(150), IdlePatience = TimeSpan.FromMilliseconds(150), AnswerPatience = TimeSpan.FromMilliseconds(300),
    };

    /// <summary>Times that no test reaches.</summary>
    static readonly WebServerOptions s_patient = s_impatient with
    {
        RequestPatience = TimeSpan.FromHours(1), IdlePatience = TimeSpan.FromHours(1), AnswerPatience = TimeSpan.FromHours(1),
    };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\r\n\r\n", 400)]
    [InlineData("GET\r\n\r\n", 400)]
    [InlineData("GET /hello\r\n\r\n", 400)]
    [InlineData("GET  /hello HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET http://localhost/hello HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /hello\0 HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /hello HTTP/2.0\r\n\r\n", 505)]
    [InlineData("GET /hello HTTP/1.1\r\nno colon\r\n\r\n", 400)]
    [InlineData("GET /hello HTTP/1.1\r\n folded: line\r\n\r\n", 400)]
    [InlineData("GET /hello HTTP/1.1\r\nHost : localhost\r\n\r\n", 400)]
    [InlineData("GET /hello HTTP/1.1\r\nHost: a\0b\r\n\r\n", 400)]
    [InlineData("GET /hello HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 400)]
    [InlineData("GET /hello HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("DELETE /hello HTTP/1.0\r\n\r\n", 405)]
    [InlineData("\u0016\u0003\u0001\u0002\r\n\r\n", 400)]
    public async Task What_is_no_request_for_a_page_is_refused_and_the_connection_ends(string text, int status)
    {
        using var running = new RunningServer();
        Assert.StartsWith($"HTTP/1.1 {status} ", await running.ExchangeAsync(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_bytes_never_end_the_server()
    {
        using var running = new RunningServer(s_impatient);
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            using var socket = await running.ConnectAsync();
            var bytes = new byte[random.Next(1, 3000)];
            random.NextBytes(bytes);
            if (i % 2 == 0) await socket.SendAsync("GET /hello HTTP/1.1\r\n"u8.ToArray());
            await socket.SendAsync(bytes);
            socket.Shutdown(SocketShutdown.Send);
        }

        using var client = new HttpClient();
        Assert.Equal("hello ", await client.GetStringAsync(new Uri(running.Address, "/hello"), Cancellation));
    }

    [Fact]
    public async Task A_head_that_is_too_long_is_refused_without_being_kept()
    {
        using var running = new RunningServer();
        var answer = await running.ExchangeAsync("GET /hello HTTP/1.1\r\nX-Long: " + new string('x', 30_000));
        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_request_is_waited_for_only_so_long()
    {
        using var running = new RunningServer(s_impatient);
        Assert.Equal("", await running.ExchangeAsync("GET /hello HTTP/1.1\r\nHost: local"));
    }

    [Fact]
    public async Task An_idle_connection_is_ended()
    {
        using var running = new RunningServer(s_impatient);
        Assert.EndsWith("hello ", await running.ExchangeAsync("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_never_reads_is_cut_off()
    {
        using var running = new RunningServer(s_impatient);
        using var socket = await running.ConnectAsync();
        await socket.SendAsync("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await Wait.UntilAsync(() => running.Server.Counters.Answers.Count == 1);
        await Wait.UntilAsync(() => running.Server.OpenConnections == 0);
    }

    [Fact]
    public async Task A_page_that_is_stuck_ends_with_its_connection()
    {
        using var running = new RunningServer(s_impatient);
        Assert.Equal("", await running.ExchangeAsync("GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    [Fact]
    public async Task Idle_connections_keep_nobody_out()
    {
        using var running = new RunningServer(s_patient);
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < 100; i++) idle.Add(await running.ConnectAsync());
            using var client = new HttpClient();
            Assert.Equal("hello ", await client.GetStringAsync(new Uri(running.Address, "/hello"), Cancellation));
            Assert.True(running.Server.OpenConnections <= s_patient.MaxConnections);
            Assert.True(running.Server.Counters.ConnectionsEvicted >= 90);
        }
        finally
        {
            foreach (var socket in idle) socket.Dispose();
        }
    }

    [Fact]
    public async Task The_end_waits_for_nobody()
    {
        var running = new RunningServer(s_patient);
        using var socket = await running.ConnectAsync();
        await socket.SendAsync("GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await Wait.UntilAsync(() => running.Server.OpenConnections == 1);
        running.Dispose();
        // An end or a reset, as the kernel likes.
        var problem = await Record.ExceptionAsync(() => RunningServer.ReadToEndAsync(socket));
        Assert.True(problem is null or SocketException);
        Assert.Equal(0, running.Server.OpenConnections);
    }
}
