using System.Net;

namespace Lanner.Engines;

/// <summary>
/// HTTP to an engine over its Unix socket. Answers are bounded in size and time; the event stream, which has no
/// end, has a connection of its own.
/// </summary>
sealed class DockerSocket : IDisposable
{
    readonly HttpClient _answers;
    readonly HttpClient _stream;

    public DockerSocket(DockerEngineOptions options)
    {
        _answers = Client(options.SocketPath, options.Concurrency);
        _answers.Timeout = options.RequestTimeout;
        _answers.MaxResponseContentBufferSize = options.MaxAnswerBytes;
        _stream = Client(options.SocketPath, 1);
        // Podman sends the head of its answer only with the first event.
        _stream.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>
    /// Status and whole body. Throws HttpRequestException when there is no connection or the body is too long, and
    /// OperationCanceledException when the time is over.
    /// </summary>
    public async Task<(HttpStatusCode Status, byte[] Body)> GetAsync(string path, CancellationToken cancellation)
    {
        using var answer = await _answers.GetAsync(new Uri("http://engine" + path), cancellation).ConfigureAwait(false);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>The body as it comes; the caller disposes the answer.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellation) =>
        _stream.GetAsync(new Uri("http://engine" + path), HttpCompletionOption.ResponseHeadersRead, cancellation);

    public void Dispose()
    {
        _answers.Dispose();
        _stream.Dispose();
    }

    static HttpClient Client(string socketPath, int connections)
    {
        var handler = UnixSocketHttp.Handler(socketPath);
        handler.MaxConnectionsPerServer = connections;
        return new HttpClient(handler);
    }
}
