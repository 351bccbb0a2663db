using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Threading.Channels;

using Lanner.Engines.Grpc;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using Xunit;

namespace Lanner.Engines.Tests.Cri;

/// <summary>What the fake runtime does with one question: answer, with or without haste, or misbehave.</summary>
sealed record FakeReply(byte[]? Message, int Status = 0)
{
    public TimeSpan Delay { get; init; }

    /// <summary>Sent as they are instead of a message in its frame.</summary>
    public byte[]? RawBytes { get; init; }

    /// <summary>No status after the answer.</summary>
    public bool KeepsStatus { get; init; }

    /// <summary>The HTTP status.</summary>
    public int HttpStatus { get; init; } = 200;
}

/// <summary>
/// A container runtime's gRPC on a real Unix socket, over an HTTP/2 that is not ours: answers by method and by the first text of the
/// question, and event streams that tests write to. A method without an answer is unimplemented.
/// </summary>
sealed class FakeRuntime : IAsyncDisposable
{
    const int Unimplemented = 12;

    readonly WebApplication _server;
    readonly ConcurrentDictionary<string, FakeReply> _replies = new();
    readonly ConcurrentDictionary<string, Channel<FakeReply>> _streams = new();

    FakeRuntime(string path)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
            options.ListenUnixSocket(path, socket => socket.Protocols = HttpProtocols.Http2));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public static async Task<FakeRuntime> StartAsync(string path)
    {
        File.Delete(path);
        var runtime = new FakeRuntime(path);
        await runtime._server.StartAsync();
        return runtime;
    }

    /// <summary>Methods asked for, in order, with the first text of the question and containerd's namespace where there is one.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The answer to <c>package.Service/Method</c>, or to it with a space and the first text of the question.</summary>
    public FakeReply this[string question]
    {
        set => _replies[question] = value;
    }

    public void Answer(string question, ProtoWriter message) => this[question] = new FakeReply(message.ToArray());

    public void OpenStream(string method) => _streams[method] = Channel.CreateUnbounded<FakeReply>();

    public void Send(string method, FakeReply message) => Assert.True(_streams[method].Writer.TryWrite(message));

    public void EndStream(string method) => _streams[method].Writer.Complete();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    async Task AnswerAsync(HttpContext context)
    {
        var method = context.Request.Path.Value!.TrimStart('/');
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var text = FirstText(body.ToArray());
        var space = (string?)context.Request.Headers["containerd-namespace"];
        var asked = string.Join(' ', new[] { method, text, space }.Where(part => !string.IsNullOrEmpty(part)));
        Asked.Enqueue(asked);
        context.Response.ContentType = "application/grpc";
        if (_streams.TryGetValue(method, out var stream))
        {
            await foreach (var one in stream.Reader.ReadAllAsync(context.RequestAborted)) await WriteAsync(context, one);
            context.Response.AppendTrailer("grpc-status", "0");
            return;
        }

        var reply = new[] { asked, $"{method} {text}", method }.Select(key => _replies.GetValueOrDefault(key)).FirstOrDefault(found => found is not null)
            ?? new FakeReply(null, Unimplemented);
        await Task.Delay(reply.Delay, context.RequestAborted);
        context.Response.StatusCode = reply.HttpStatus;
        if (reply.Message is null && reply.RawBytes is null && !reply.KeepsStatus)
        {
            // As servers of this kind do, an error without a message is all in the head.
            context.Response.Headers["grpc-status"] = reply.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            context.Response.Headers["grpc-message"] = "as the test wants it";
            return;
        }

        await WriteAsync(context, reply);
        if (!reply.KeepsStatus) context.Response.AppendTrailer("grpc-status", reply.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    static async Task WriteAsync(HttpContext context, FakeReply reply)
    {
        if (reply.RawBytes is { } raw) await context.Response.Body.WriteAsync(raw, context.RequestAborted);
        if (reply.Message is { } message)
        {
            var head = new byte[5];
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(1), message.Length);
            await context.Response.Body.WriteAsync(head, context.RequestAborted);
            await context.Response.Body.WriteAsync(message, context.RequestAborted);
        }

        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>The first field when it is text, or the first field of that: all of these questions name one thing.</summary>
    static string FirstText(byte[] framed)
    {
        var message = ProtoReader.Find(framed.AsSpan(5), 1);
        if (message.Length > 1 && message[0] == 0x0a && message[1] == message.Length - 2) message = message[2..];
        return System.Text.Encoding.UTF8.GetString(message);
    }
}
