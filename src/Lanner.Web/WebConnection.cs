using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Lanner.Web;

/// <summary>One client's connection: requests one after the other, each within its time, until one side has enough.</summary>
sealed class WebConnection(Socket socket, WebServerOptions options, WebRoutes routes, ServerCertificate? certificate, WebCounters counters) : IDisposable
{
    /// <summary>What is read and thrown away of a client that was refused, so that it gets to read why.</summary>
    const int MaxUnread = 64 * 1024;

    readonly byte[] _buffer = new byte[options.MaxHeadBytes];
    int _filled;

    /// <summary>From another thread: it ends at once.</summary>
    public void Abort() => socket.Dispose();

    public void Dispose() => socket.Dispose();

    /// <summary>Ends when the connection does; what a client does never makes it throw.</summary>
    public async Task RunAsync(Action<string> say, CancellationToken ending)
    {
        counters.Accepted();
        try
        {
            await using var network = new NetworkStream(socket, ownsSocket: false);
            if (certificate is null)
            {
                await ServeAsync(network, say, ending).ConfigureAwait(false);
                return;
            }

            await using var secured = new SslStream(network, leaveInnerStreamOpen: true);
            using (var time = Time(options.RequestPatience, ending)) await secured.AuthenticateAsServerAsync(certificate.Current, time.Token).ConfigureAwait(false);
            await ServeAsync(secured, say, ending).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException)
        {
            // The client went away, took too long, or does not speak TLS.
        }
    }

    async Task ServeAsync(Stream stream, Action<string> say, CancellationToken ending)
    {
        var patience = options.RequestPatience;
        while (true)
        {
            int length;
            using (var time = Time(patience, ending)) length = await ReadHeadAsync(stream, time.Token).ConfigureAwait(false);
            if (length == 0) return;
            using var answering = Time(options.AnswerPatience, ending);
            var request = Parse(length, out var response);
            response ??= await AnswerAsync(request!, say, answering.Token).ConfigureAwait(false);
            var keepsOpen = request is { KeepsOpen: true, HasContent: false } && response.Status != 431;
            counters.Answered(response.Status);
            await stream.WriteAsync(response.Head(keepsOpen, DateTimeOffset.UtcNow), answering.Token).ConfigureAwait(false);
            if (request?.Method != "HEAD") await stream.WriteAsync(response.Content, answering.Token).ConfigureAwait(false);
            if (!keepsOpen)
            {
                await EndAsync(stream, answering.Token).ConfigureAwait(false);
                return;
            }

            Forget(length);
            patience = options.IdlePatience;
        }
    }

    /// <summary>Bytes of the next head; 0 when the client is done. A buffer that is full without one is a head too long.</summary>
    async ValueTask<int> ReadHeadAsync(Stream stream, CancellationToken cancellation)
    {
        while (true)
        {
            if (RequestParser.FindEnd(_buffer.AsSpan(0, _filled)) is > 0 and var length) return length;
            if (_filled == _buffer.Length) return _filled;
            var read = await stream.ReadAsync(_buffer.AsMemory(_filled), cancellation).ConfigureAwait(false);
            if (read == 0) return 0;
            _filled += read;
        }
    }

    /// <summary>The request, or what to answer in its place, or both.</summary>
    WebRequest? Parse(int length, out WebResponse? response)
    {
        response = null;
        var head = _buffer.AsSpan(0, length);
        if (RequestParser.FindEnd(head) == 0)
        {
            response = WebResponse.Text(431, $"A request's head has at most {options.MaxHeadBytes} bytes here.\n");
            return null;
        }

        var request = RequestParser.Parse(head, out var refusal);
        if (request is null) response = WebResponse.Text(refusal.Status, refusal.Why + "\n");
        else if (request.Method is not ("GET" or "HEAD")) response = WebResponse.Text(405, "Pages here can only be read.\n");
        else if (request.HasContent) response = WebResponse.Text(400, "A request has no content here.\n");
        else if (options.IsLocal && !RequestParser.IsLocalHost(request.Host)) response = WebResponse.Text(421, "This server is for its own host; call it localhost or by its address.\n");
        return request;
    }

    async ValueTask<WebResponse> AnswerAsync(WebRequest request, Action<string> say, CancellationToken ending)
    {
        try
        {
            return await routes.AnswerAsync(request, ending).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // A mistake in one page must end neither the server nor the watching.
            say($"web server: {request.Path}: {problem.GetType().Name}: {problem.Message}");
            return WebResponse.Text(500, "This page has a mistake; the program's own log says which.\n");
        }
    }

    /// <summary>A socket that is closed with bytes unread takes back what was written: the client would never read the answer.</summary>
    async ValueTask EndAsync(Stream stream, CancellationToken cancellation)
    {
        if (stream is SslStream secured) await secured.ShutdownAsync().ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
        for (var unread = 0; unread < MaxUnread;)
        {
            var read = await socket.ReceiveAsync(_buffer, cancellation).ConfigureAwait(false);
            if (read == 0) return;
            unread += read;
        }
    }

    /// <summary>Moves what came behind a request to the front.</summary>
    void Forget(int length)
    {
        _buffer.AsSpan(length, _filled - length).CopyTo(_buffer);
        _filled -= length;
    }

    static CancellationTokenSource Time(TimeSpan limit, CancellationToken ending)
    {
        var time = CancellationTokenSource.CreateLinkedTokenSource(ending);
        time.CancelAfter(limit);
        return time;
    }
}
