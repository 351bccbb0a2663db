using System.Net;
using System.Net.Sockets;

namespace Lanner.Web;

/// <summary>
/// A small HTTP/1.1 server for pages about the program itself: GET and HEAD, with or without TLS. Clients are strangers: what each may
/// take of memory, time and connections is bounded (<see cref="WebServerOptions"/>). It runs on the thread pool and takes no lock that
/// anybody else has.
/// </summary>
public sealed class WebServer : IDisposable
{
    readonly WebServerOptions _options;
    readonly WebRoutes _routes;
    readonly Action<string> _say;
    readonly CancellationTokenSource _ending = new();
    readonly ConnectionLimit _connections;
    readonly ServerCertificate? _certificate;
    readonly WebCounters _counters = new();
    Socket? _listener;
    Task _accepting = Task.CompletedTask;

    /// <param name="options">Where, and within which limits.</param>
    /// <param name="routes">Its pages.</param>
    /// <param name="say">Takes what an operator should know: one sentence, from any thread.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificate's file does not hold one with its key.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public WebServer(WebServerOptions options, WebRoutes routes, Action<string> say)
    {
        _options = options;
        _routes = routes;
        _say = say;
        _connections = new ConnectionLimit(options.MaxConnections);
        _certificate = options.Certificate is { } path ? new ServerCertificate(path, say) : null;
    }

    /// <summary>Where it listens; null as long as it does not, because the port is taken.</summary>
    public IPEndPoint? EndPoint { get; private set; }

    /// <summary>As a browser wants it.</summary>
    public Uri? Address => EndPoint is { } at ? new Uri($"{(_certificate is null ? "http" : "https")}://{at}/") : null;

    public WebCounters Counters => _counters;

    public int OpenConnections => _connections.Count;

    /// <summary>
    /// Begins to listen. When it cannot, because the port is taken or not ours to take, it says so and goes on trying.
    /// </summary>
    public void Start()
    {
        var problem = TryListen();
        if (problem is not null) _say($"web server: {_options.Address} port {_options.Port}: {problem}; tried again every {_options.RetryAfter.TotalSeconds:0.##} s");
        _accepting = Task.Run(() => RunAsync(_ending.Token));
    }

    public void Dispose()
    {
        _ending.Cancel();
        _listener?.Dispose();
        _connections.EndAll();
        _accepting.Wait(TimeSpan.FromSeconds(1));
        _certificate?.Dispose();
        _ending.Dispose();
    }

    /// <summary>Null when it listens, else why not.</summary>
    string? TryListen()
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(_options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (_options.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(new IPEndPoint(_options.Address, _options.Port));
            socket.Listen(_options.MaxConnections);
            EndPoint = (IPEndPoint)socket.LocalEndPoint!;
            _listener = socket;
            return null;
        }
        catch (SocketException problem)
        {
            socket?.Dispose();
            return problem.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another program listens there" : problem.Message;
        }
    }

    async Task RunAsync(CancellationToken ending)
    {
        try
        {
            while (_listener is null)
            {
                await Task.Delay(_options.RetryAfter, ending).ConfigureAwait(false);
                if (TryListen() is null) _say($"web server: listens on {EndPoint} now");
            }

            while (true) await AcceptAsync(_listener, ending).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException)
        {
            // The end.
        }
    }

    async Task AcceptAsync(Socket listener, CancellationToken ending)
    {
        try
        {
            var socket = await listener.AcceptAsync(ending).ConfigureAwait(false);
            var connection = new WebConnection(socket, _options, _routes, _certificate, _counters);
            if (_connections.Add(connection)) _counters.Evicted();
            // On its own from the beginning: what a client sent with its knock must not hold up the next one.
            _ = Task.Run(() => ServeAsync(connection, ending), CancellationToken.None);
        }
        catch (SocketException)
        {
            // The client went away between knocking and entering, or descriptors are used up: others may be served later.
            await Task.Delay(TimeSpan.FromMilliseconds(20), ending).ConfigureAwait(false);
        }
    }

    async Task ServeAsync(WebConnection connection, CancellationToken ending)
    {
        try
        {
            await connection.RunAsync(_say, ending).ConfigureAwait(false);
        }
        finally
        {
            _connections.Remove(connection);
            connection.Dispose();
        }
    }
}
