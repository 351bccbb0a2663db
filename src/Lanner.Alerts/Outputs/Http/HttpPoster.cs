using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// Posts bodies to one address and judges the answers. Whatever the server does, a post ends within its timeout and reads no more than
/// <see cref="MaxAnswerBytes"/> of the answer. One thread uses it.
/// </summary>
sealed class HttpPoster(HttpOutputOptions options, SinkContext context) : IDisposable
{
    const int MaxAnswerBytes = 16 * 1024;
    const int MaxHeaderKiB = 32;
    const int MaxRedirects = 3;

    /// <summary>An address may come to mean another machine.</summary>
    static readonly TimeSpan s_connectionLife = TimeSpan.FromMinutes(5);

    readonly byte[] _answer = new byte[MaxAnswerBytes];
    HttpClient? _client;
    int _timeouts;

    /// <summary>Certificates are read again with the next post.</summary>
    public void Renew()
    {
        _client?.Dispose();
        _client = null;
    }

    /// <summary>Returns when the server has it: it answered with 2xx, whatever becomes of the rest of the answer.</summary>
    /// <param name="body">JSON, or lines of JSON.</param>
    /// <param name="mediaType">Which of them.</param>
    /// <param name="abort">Ends the wait.</param>
    /// <exception cref="OutputUnavailableException">It has it not, and may have it later.</exception>
    /// <exception cref="AlertRefusedException">It does not want it.</exception>
    public void Post(ReadOnlyMemory<byte> body, string mediaType, CancellationToken abort)
    {
        using var limit = new CancellationTokenSource(options.Timeout, context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, abort);
        try
        {
            PostAsync(body, mediaType, both.Token).GetAwaiter().GetResult();
            _timeouts = 0;
        }
        catch (OperationCanceledException)
        {
            if (abort.IsCancellationRequested) throw new OutputUnavailableException($"{options.Url}: given up at the end");
            var isExpected = ++_timeouts <= options.MaxConsecutiveTimeouts;
            throw new OutputUnavailableException($"{options.Url}: no answer within {options.Timeout.TotalSeconds:0.###} s") { IsExpected = isExpected };
        }
        catch (Exception problem) when (problem is not (OutputUnavailableException or AlertRefusedException))
        {
            _timeouts = 0;
            throw new OutputUnavailableException($"{options.Url}: {SafeText.ToString(Encoding.UTF8.GetBytes(Reason(problem)))}", problem);
        }
    }

    public void Dispose() => _client?.Dispose();

    async Task PostAsync(ReadOnlyMemory<byte> body, string mediaType, CancellationToken stop)
    {
        _client ??= CreateClient();
        var address = new Uri(options.Url);
        for (var hops = 0; ; hops++)
        {
            using var request = CreateRequest(address, body, mediaType);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                await ReadAnswerAsync(answer, stop).ConfigureAwait(false);
                return;
            }

            if (Redirection(answer, address) is not { } next) throw Judge(answer);
            if (hops == MaxRedirects) throw new OutputUnavailableException($"{options.Url}: redirects without an end");
            address = next;
        }
    }

    HttpRequestMessage CreateRequest(Uri address, ReadOnlyMemory<byte> body, string mediaType)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(options.CompressUploads ? Compress(body.Span) : body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (options.CompressUploads) request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        request.Headers.ConnectionClose = !options.KeepAlive;
        foreach (var (name, value) in options.Headers)
        {
            // A header of the content replaces ours, such as another media type.
            if (request.Headers.TryAddWithoutValidation(name, value)) continue;
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    static byte[] Compress(ReadOnlySpan<byte> body)
    {
        var compressed = new MemoryStream(body.Length / 2 + 64);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(body);
        return compressed.ToArray();
    }

    /// <summary>
    /// The alert has arrived already. Read to the end, within bounds, the connection can be used again; otherwise it is closed.
    /// </summary>
    async Task ReadAnswerAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var length = 0;
        try
        {
            using var stream = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
            while (length < _answer.Length && await stream.ReadAsync(_answer.AsMemory(length), stop).ConfigureAwait(false) is > 0 and var read) length += read;
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException or OperationCanceledException)
        {
            // It lied about its length, closed midway, or went silent.
        }

        if (options.Echo) context.Health.Tell($"the server answered {(int)answer.StatusCode}: {SafeText.ToString(_answer.AsSpan(0, length))}");
    }

    /// <summary>Where to go instead; null for no redirection.</summary>
    /// <exception cref="OutputUnavailableException">To another server: alerts are for whom the configuration names, and nobody else.</exception>
    Uri? Redirection(HttpResponseMessage answer, Uri from)
    {
        if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)) return null;
        if (answer.Headers.Location is not { } location || !Uri.TryCreate(from, location, out var to)) return null;
        if (Uri.Compare(from, to, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0) return to;
        throw new OutputUnavailableException($"{options.Url}: redirects to another server, {SafeText.ToString(Encoding.UTF8.GetBytes(to.GetLeftPart(UriPartial.Authority)))}; that is not followed");
    }

    Exception Judge(HttpResponseMessage answer)
    {
        var code = (int)answer.StatusCode;
        _timeouts = 0;
        var message = string.Create(CultureInfo.InvariantCulture, $"{options.Url}: the server answered {code}");
        if (code is >= 400 and < 500 and not (408 or 425 or 429)) return new AlertRefusedException(message);
        return new OutputUnavailableException(message) { RetryAfter = RetryAfter(answer.Headers.RetryAfter) };
    }

    TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta ?? (header?.Date is { } date ? date - context.Time.GetUtcNow() : null);

    /// <summary>The innermost message is the one that says what happened.</summary>
    static string Reason(Exception problem)
    {
        while (problem.InnerException is { } inner) problem = inner;
        return problem.Message;
    }

    HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = s_connectionLife,
            MaxConnectionsPerServer = 1,
            MaxResponseHeadersLength = MaxHeaderKiB,
            MaxResponseDrainSize = 0,
        };
        if (HttpCertificates.Own(options) is { } own)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
#pragma warning disable CA5359 // The option exists for servers whose certificate cannot be checked, and its name says what it is.
        if (options.Insecure) handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (HttpCertificates.Authorities(options) is { } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
