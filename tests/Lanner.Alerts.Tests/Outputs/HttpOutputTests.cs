using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

using Lanner.Alerts.Outputs;

using Microsoft.AspNetCore.Http;

using static Lanner.Alerts.Tests.Outputs.Samples;

namespace Lanner.Alerts.Tests.Outputs;

public sealed class HttpOutputTests
{
    /// <summary>Longer than what <see cref="TestTime"/> cuts short, so that it ends when a test says so.</summary>
    static readonly TimeSpan s_timeout = TimeSpan.FromHours(1);

    readonly TestTime _time = new(TimeSpan.FromMinutes(15));
    readonly Heard _heard = new();

    static HttpOutputOptions To(int port) => new() { Url = $"http://127.0.0.1:{port}/alerts", Timeout = s_timeout };

    AlertOutputs Open(HttpOutputOptions options) => new([options], Text, _heard.Say, _time);

    [Fact]
    public async Task Each_alert_is_a_json_object_whatever_the_other_outputs_print()
    {
        await using var server = await AlertServer.Start();
        using var outputs = Open(To(server.Port) with { UserAgent = "lanner/test", Headers = [new("X-Token", "secret"), new("Content-Type", "application/vnd.alert+json")] });
        for (var i = 0; i < 50; i++) outputs.Add(Numbered(i));
        var received = server.Wait(50);
        Assert.Equal(Enumerable.Range(0, 50), received.Select(r => NumberOf(r.Body)));
        Assert.Equal(("/alerts", "lanner/test", "secret", "application/vnd.alert+json"),
            (received[0].Path, received[0].Headers.UserAgent.ToString(), received[0].Headers["X-Token"].ToString(), received[0].Headers.ContentType.ToString()));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(50, outputs.Statistics[0].Written);
        Assert.Empty(_heard.All);
    }

    [Fact]
    public async Task A_body_can_be_compressed_and_hold_several_alerts()
    {
        using var gate = new SemaphoreSlim(0);
        await using var server = await AlertServer.Start((_, number) => number == 1 ? gate.WaitAsync() : Task.CompletedTask);
        using var outputs = Open(To(server.Port) with { CompressUploads = true, BatchSize = 20, KeepAlive = false });
        for (var i = 0; i < 41; i++) outputs.Add(Numbered(i));
        gate.Release();
        Assert.True(outputs.Complete(Heard.Patience));
        var bodies = server.All.Select(r => new StreamReader(new GZipStream(new MemoryStream(r.Raw), CompressionMode.Decompress)).ReadToEnd()).ToList();
        Assert.Equal(Enumerable.Range(0, 41), bodies.SelectMany(Numbers));
        Assert.Equal(20, bodies.Max(b => Numbers(b).Length));
        Assert.All(server.All, r => Assert.Equal(("gzip", "application/x-ndjson", "close"),
            (r.Headers.ContentEncoding.ToString(), r.Headers.ContentType.ToString(), r.Headers.Connection.ToString())));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(429)]
    public async Task What_the_server_cannot_take_for_now_is_tried_again_in_order_and_said_once(int status)
    {
        await using var server = await AlertServer.Start((context, number) =>
        {
            context.Response.StatusCode = number is > 2 and <= 8 ? status : 200;
            return Task.CompletedTask;
        });
        using var outputs = Open(To(server.Port));
        for (var i = 0; i < 10; i++) outputs.Add(Numbered(i));
        Assert.Equal(Enumerable.Range(0, 10), server.Wait(10).Select(r => NumberOf(r.Body)));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal([$"output http: http://127.0.0.1:{server.Port}/alerts: the server answered {status}; its alerts wait", "output http: works again"], _heard.All);
        Assert.Equal((10, 6, 0), (outputs.Statistics[0].Written, outputs.Statistics[0].Failures, outputs.Statistics[0].Dropped));
        // Doubled each time, spread by up to a half.
        Assert.Equal(6, _time.Waits.Count);
        Assert.All(_time.Waits.Select((wait, i) => (wait, most: 250 * Math.Pow(2, i))), w => Assert.InRange(w.wait.TotalMilliseconds, w.most / 2, w.most));
    }

    [Fact]
    public async Task The_server_may_say_when_to_come_back()
    {
        await using var server = await AlertServer.Start((context, number) =>
        {
            context.Response.StatusCode = number <= 3 ? 503 : 200;
            context.Response.Headers.RetryAfter = number switch
            {
                1 => "7",
                2 => _time.Now.AddSeconds(90).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                _ => "999999",
            };
            return Task.CompletedTask;
        });
        using var outputs = Open(To(server.Port));
        outputs.Add(Numbered(1));
        server.Wait(1);
        Assert.Equal([7, 90, 600], _time.Waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task What_the_server_refuses_is_dropped_counted_and_said_once()
    {
        await using var server = await AlertServer.Start((context, number) =>
        {
            context.Response.StatusCode = number is 2 or 3 ? 400 : 200;
            return Task.CompletedTask;
        });
        using var outputs = Open(To(server.Port));
        for (var i = 1; i <= 5; i++) outputs.Add(Numbered(i));
        Assert.Equal([1, 4, 5], server.Wait(3).Select(r => NumberOf(r.Body)));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(2, outputs.Statistics[0].DroppedByReason[(int)AlertDropReason.Refused]);
        Assert.Equal(2, _heard.All.Count);
        Assert.EndsWith("answered 400; such alerts are dropped", _heard.All.First());
        Assert.EndsWith("works again; 2 alerts were lost meanwhile", _heard.All.Last());
    }

    [Fact]
    public async Task A_refused_batch_is_taken_apart_so_that_only_the_bad_one_is_lost()
    {
        using var gate = new SemaphoreSlim(0);
        await using var server = await AlertServer.Start(async (context, number) =>
        {
            if (number == 1) await gate.WaitAsync();
            else context.Response.StatusCode = number == 2 || number == 4 ? 400 : 200;
        });
        using var outputs = Open(To(server.Port) with { BatchSize = 10 });
        outputs.Add(Numbered(0));
        while (server.All.IsEmpty) await Task.Yield();
        for (var i = 1; i <= 3; i++) outputs.Add(Numbered(i));
        gate.Release();
        Assert.Equal([0, 1, 3], server.Wait(3).SelectMany(r => Numbers(r.Body)));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(1, outputs.Statistics[0].DroppedByReason[(int)AlertDropReason.Refused]);
    }

    [Fact]
    public async Task Alerts_wait_for_a_server_that_is_down()
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        using var outputs = Open(To(port));
        for (var i = 0; i < 20; i++) outputs.Add(Numbered(i));
        Assert.Contains("Connection refused", _heard.WaitFor("its alerts wait"));
        await using var server = await AlertServer.Start(port: port);
        Assert.Equal(Enumerable.Range(0, 20), server.Wait(20).Select(r => NumberOf(r.Body)));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(2, _heard.All.Count);
    }

    [Fact]
    public async Task Redirections_stay_with_the_server()
    {
        await using var server = await AlertServer.Start((context, _) =>
        {
            if (context.Request.Path == "/alerts") context.Response.Redirect("/new", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var outputs = Open(To(server.Port));
        outputs.Add(Numbered(1));
        Assert.Equal(("/new", 1), server.Wait(1).Select(r => (r.Path, NumberOf(r.Body))).Single());
    }

    [Fact]
    public async Task An_alert_never_follows_to_another_server()
    {
        await using var other = await AlertServer.Start();
        await using var server = await AlertServer.Start((context, number) =>
        {
            if (number < 3) context.Response.Redirect($"http://127.0.0.1:{other.Port}/", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var outputs = Open(To(server.Port));
        outputs.Add(Numbered(1));
        Assert.Contains($"redirects to another server, http://127.0.0.1:{other.Port}; that is not followed", _heard.WaitFor("redirects"));
        Assert.Equal(1, NumberOf(server.Wait(1).Single().Body));
        Assert.Empty(other.All);
    }

    [Fact]
    public async Task What_the_server_answers_can_be_told_harmlessly()
    {
        await using var server = await AlertServer.Start((context, _) => context.Response.WriteAsync("thanks\e[2J"));
        using var outputs = Open(To(server.Port) with { Echo = true });
        outputs.Add(Numbered(1));
        Assert.Equal("output http: the server answered 200: thanks\\x1B[2J", _heard.WaitFor("thanks"));
    }

    public static TheoryData<string, bool> Liars() => new()
    {
        { "closes without a word", false },
        { "garbage", false },
        { "headers without end", false },
        { "closes within the headers", false },
        { "length too long", true },
        { "length too short", true },
        { "body without end", true },
        { "chunk that lies", true },
    };

    [Theory]
    [MemberData(nameof(Liars))]
    public void A_lying_server_loses_no_alert(string lie, bool isTaken)
    {
        using var server = new RawServer((stream, number) =>
        {
            if (number != 2)
            {
                RawServer.Write(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }

            switch (lie)
            {
                case "garbage": RawServer.Write(stream, "220 mail.example ESMTP\r\n\r\n"); break;
                case "headers without end": RawServer.WriteForEver(stream, "HTTP/1.1 200 OK\r\nX: y\r\nX: z\r\n"); break;
                case "closes within the headers": RawServer.Write(stream, "HTTP/1.1 200 OK\r\nContent-Le"); break;
                case "length too long": RawServer.Write(stream, "HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\nshort"); break;
                case "length too short": RawServer.Write(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nmuch longer than that"); break;
                case "body without end": RawServer.Write(stream, "HTTP/1.1 200 OK\r\n\r\n"); RawServer.WriteForEver(stream, new string('x', 1000)); break;
                case "chunk that lies": RawServer.Write(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\nabc\r\n0\r\n\r\n"); break;
            }
        });
        using var outputs = Open(To(server.Port));
        for (var i = 1; i <= 4; i++) outputs.Add(Numbered(i));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(isTaken ? [1, 2, 3, 4] : [1, 2, 2, 3, 4], server.Bodies.Select(NumberOf));
        Assert.Equal((4, 0), (outputs.Statistics[0].Written, outputs.Statistics[0].Dropped));
    }

    [Fact]
    public void A_server_that_never_answers_is_asked_again_and_only_then_spoken_of()
    {
        using var server = new RawServer((stream, number) =>
        {
            if (number > 3)
            {
                RawServer.Write(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }

            _time.FireHeld();
            RawServer.WaitForClose(stream);
        });
        using var outputs = Open(To(server.Port) with { MaxConsecutiveTimeouts = 2 });
        outputs.Add(Numbered(1));
        Assert.Contains("no answer within 3600 s", _heard.WaitFor("its alerts wait"));
        _heard.WaitFor("works again");
        Assert.Equal([1, 1, 1, 1], server.Bodies.Select(NumberOf));
        Assert.Equal((1, 3), (outputs.Statistics[0].Written, outputs.Statistics[0].Failures));
    }

    [Fact]
    public void A_server_that_never_answers_does_not_hold_up_the_end()
    {
        using var asked = new ManualResetEventSlim();
        using var server = new RawServer((stream, _) =>
        {
            asked.Set();
            RawServer.WaitForClose(stream);
        });
        using var outputs = Open(To(server.Port));
        for (var i = 0; i < 10; i++) outputs.Add(Numbered(i));
        Assert.True(asked.Wait(Heard.Patience, TestContext.Current.CancellationToken));
        Assert.False(outputs.Complete(TimeSpan.Zero));
        Assert.Equal((0, 10), (outputs.Statistics[0].Written, outputs.Statistics[0].DroppedByReason[(int)AlertDropReason.NotSentAtEnd]));
    }

    [Fact]
    public void Options_that_cannot_work_are_all_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["empty.pem"], "no certificate");
        var problems = new HttpOutputOptions
        {
            Url = "ftp://nowhere", UserAgent = "a\nb", Headers = [new("bad name", "x"), new("X-Y", "a\r\nInjected: 1")], CaCert = folder["empty.pem"],
            ClientCert = "/x", BatchSize = 0, SpoolFolder = folder["empty.pem"], Timeout = TimeSpan.Zero,
        }.Check();
        Assert.Equal(["Url", "UserAgent", "Headers", "Headers", "BatchSize", "Timeout", "SpoolFolder", "ClientKey", "CaCert"], problems.Select(p => p.Option));
        Assert.Empty(To(1).Check());
    }
}
