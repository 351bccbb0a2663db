using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Lanner.Engines.Grpc;

/// <summary>
/// gRPC over a Unix socket: one HTTP/2 connection, made when first needed and again when it broke. Answers are bounded in
/// size and, except for streams, in time. docs/decisions/0006 says why this is not a package.
/// </summary>
sealed class GrpcClient : IDisposable
{
    static readonly MediaTypeHeaderValue s_type = new("application/grpc");

    readonly HttpMessageInvoker _http;
    readonly TimeSpan _timeout;
    readonly int _maxAnswer;

    public GrpcClient(string socketPath, TimeSpan timeout, int maxAnswerBytes)
    {
        _timeout = timeout;
        _maxAnswer = maxAnswerBytes;
        _http = new HttpMessageInvoker(UnixSocketHttp.Handler(socketPath));
    }

    /// <summary>
    /// The answer to one question. Throws GrpcException for an error the server tells, HttpRequestException or IOException when
    /// there is no connection, InvalidDataException for what is no gRPC, and OperationCanceledException when the time is over.
    /// </summary>
    /// <param name="method">As <c>package.Service/Method</c>.</param>
    /// <param name="message">The question, without its frame.</param>
    /// <param name="containerdNamespace">Sent as containerd expects it; null for other servers.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<byte[]> CallAsync(string method, byte[] message, string? containerdNamespace, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        using var request = Request(method, message, containerdNamespace);
        using var answer = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
        Check(answer);
        using var stream = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        var frames = new GrpcFrames(stream, _maxAnswer);
        var first = await frames.ReadAsync(limit.Token).ConfigureAwait(false);
        // The status comes after the end.
        if (first is not null && await frames.ReadAsync(limit.Token).ConfigureAwait(false) is not null)
            throw new InvalidDataException("two answers to one question");
        ThrowUnlessOk(answer.TrailingHeaders);
        return first ?? throw new InvalidDataException("the answer is empty");
    }

    /// <summary>
    /// The messages of a stream until the server or the caller ends it. Throws as <see cref="CallAsync"/> does. Servers may send the
    /// head of the answer only with the first message, so nothing here has a limit in time.
    /// </summary>
    public async IAsyncEnumerable<byte[]> StreamAsync(
        string method, byte[] message, int maxMessage, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = Request(method, message, null);
        using var answer = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        Check(answer);
        using var stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var frames = new GrpcFrames(stream, maxMessage);
        while (await frames.ReadAsync(cancellation).ConfigureAwait(false) is { } one)
            yield return one;
        ThrowUnlessOk(answer.TrailingHeaders);
    }

    public void Dispose() => _http.Dispose();

    static HttpRequestMessage Request(string method, byte[] message, string? containerdNamespace)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("http://localhost/" + method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcFrames.Frame(message)) { Headers = { ContentType = s_type } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (containerdNamespace is not null)
            request.Headers.TryAddWithoutValidation("containerd-namespace", containerdNamespace);
        return request;
    }

    static void Check(HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new InvalidDataException($"it answered {(int)answer.StatusCode} instead of speaking gRPC");
        // An error without a message has its status here already.
        if (answer.Headers.Contains("grpc-status"))
            ThrowUnlessOk(answer.Headers);
        else if (answer.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
            throw new InvalidDataException("it does not speak gRPC");
    }

    static void ThrowUnlessOk(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("grpc-status", out var values))
            throw new InvalidDataException("the answer has no status");
        if (!int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new InvalidDataException("the answer's status is no number");
        if (status != 0)
            throw new GrpcException(status, headers.TryGetValues("grpc-message", out var words) ? words.First() : "");
    }
}
