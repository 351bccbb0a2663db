using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Lanner.Engines.Tests;

/// <summary>What the fake daemon says to one question. Cut sends only so many bytes of the body, then hangs up.</summary>
sealed record FakeAnswer(int Status, string Body)
{
    public TimeSpan Delay { get; init; }

    public int? Cut { get; init; }
}

/// <summary>
/// A container engine's API on a real Unix socket: as much HTTP as a client needs, answers by path, and an event stream
/// that tests write to.
/// </summary>
sealed class FakeDaemon : IAsyncDisposable
{
    static readonly FakeAnswer s_notFound = new(404, """{"message":"No such container"}""");

    readonly string _path;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<string, FakeAnswer> _answers = new();
    readonly ConcurrentDictionary<Socket, byte> _open = new();
    readonly ConcurrentDictionary<Socket, byte> _listeners = new();
    readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly Task _accepting;
    int _atOnce;

    public FakeDaemon(string path)
    {
        _path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(64);
        this["/version"] = new FakeAnswer(200, FakeAnswers.Version);
        this["/containers/json"] = new FakeAnswer(200, "[]");
        this[$"/images/sha256:{FakeAnswers.ImageId}/json"] = new FakeAnswer(200, FakeAnswers.Image);
        _accepting = AcceptAsync();
    }

    /// <summary>Paths asked for, in order, without the API's version and with the query.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The highest number of questions that were open at once, event streams not counted.</summary>
    public int MostAtOnce { get; private set; }

    public FakeAnswer this[string path]
    {
        set => _answers[path] = value;
    }

    public void Inspect(int number, string name) =>
        this[$"/containers/{FakeAnswers.Id(number)}/json"] = new FakeAnswer(200, FakeAnswers.Inspect(FakeAnswers.Id(number), name));

    /// <summary>Writes a line to every event stream; waits for one to be there.</summary>
    public async Task SendAsync(string line)
    {
        for (var tries = 0; _listeners.IsEmpty && tries < 1000; tries++)
            await Task.Delay(5, _stop.Token);
        foreach (var listener in _listeners.Keys)
            await listener.SendAsync(Encoding.UTF8.GetBytes(line + "\n"), _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        File.Delete(_path);
        foreach (var open in _open.Keys)
            open.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _socket.AcceptAsync(_stop.Token);
            _open.TryAdd(client, 0);
            _ = ServeAsync(client);
        }
    }

    async Task ServeAsync(Socket client)
    {
        try
        {
            var path = await ReadPathAsync(client);
            Asked.Enqueue(path);
            var plain = path.Split('?')[0];
            if (plain == "/events")
            {
                await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"u8.ToArray(), _stop.Token);
                _listeners.TryAdd(client, 0);
                return;
            }
            var answer = _answers.GetValueOrDefault(plain, s_notFound);
            lock (_answers)
                MostAtOnce = Math.Max(MostAtOnce, ++_atOnce);
            await Task.Delay(answer.Delay, _stop.Token);
            lock (_answers)
                _atOnce--;
            var body = Encoding.UTF8.GetBytes(answer.Body);
            var head = $"HTTP/1.1 {answer.Status} X\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
            await client.SendAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
            await client.SendAsync(body.AsMemory(0, answer.Cut ?? body.Length), _stop.Token);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client hung up, or the daemon goes away.
        }
        finally
        {
            if (!_listeners.ContainsKey(client))
            {
                _open.TryRemove(client, out _);
                client.Dispose();
            }
        }
    }

    async Task<string> ReadPathAsync(Socket client)
    {
        var head = new byte[16 << 10];
        var length = 0;
        while (head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = await client.ReceiveAsync(head.AsMemory(length), _stop.Token);
            if (read == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            length += read;
        }
        var path = Encoding.ASCII.GetString(head, 0, length).Split(' ')[1];
        const string prefix = "/v1.41";
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : path;
    }
}
