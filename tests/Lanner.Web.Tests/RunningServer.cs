using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanner.Web.Tests;

/// <summary>A server on a free port of the loopback, with a few pages.</summary>
sealed class RunningServer : IDisposable
{
    readonly TaskCompletionSource _never = new();

    public RunningServer(WebServerOptions? options = null)
    {
        var routes = new WebRoutes();
        routes.Add("/hello", (request, _) => ValueTask.FromResult(WebResponse.Text(200, $"hello {request.Query}")));
        routes.Add("/large", (_, _) => ValueTask.FromResult(WebResponse.Text(200, new string('x', 20_000_000))));
        routes.Add("/broken", (_, _) => throw new InvalidOperationException("broken on purpose"));
        routes.Add("/stuck", async (_, ending) =>
        {
            await _never.Task.WaitAsync(ending);
            return WebResponse.Text(200, "");
        });
        Server = new WebServer(options ?? new WebServerOptions { Port = 0 }, routes, text => { lock (Said) Said.Add(text); });
        Server.Start();
    }

    public WebServer Server { get; }

    /// <summary>What it told the operator; lock it.</summary>
    public List<string> Said { get; } = [];

    public Uri Address => Server.Address!;

    /// <summary>A connection of a client that speaks byte by byte.</summary>
    public async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Server.EndPoint!, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Sends bytes over a new connection and reads until the server closes it.</summary>
    public async Task<string> ExchangeAsync(string text)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(text));
        return await ReadToEndAsync(socket);
    }

    public static async Task<string> ReadToEndAsync(Socket socket)
    {
        var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read) all.Write(buffer, 0, read);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    public void Dispose() => Server.Dispose();
}
