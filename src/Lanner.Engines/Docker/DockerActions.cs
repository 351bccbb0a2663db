using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>How an engine took an order.</summary>
public enum EngineVerdict
{
    Done,

    /// <summary>It was so before.</summary>
    Already,

    /// <summary>This engine has no such container.</summary>
    Unknown,

    /// <summary>It will not, or nobody answered; the text says why.</summary>
    Failed,
}

/// <summary>What became of one order to an engine.</summary>
/// <param name="Verdict">In short.</param>
/// <param name="Text">In words, for people; empty where the verdict says it all.</param>
public readonly record struct EngineAnswer(EngineVerdict Verdict, string Text = "");

/// <summary>
/// Orders to Docker, or to Podman through its Docker-compatible socket, about one container each. Answers are bounded in size and time, and
/// what they say is never put into a path unless it has the shape of a name.
/// </summary>
public sealed class DockerActions : IDisposable
{
    /// <summary>An inspected container is the longest answer.</summary>
    const int MaxAnswerBytes = 4 << 20;

    /// <summary>Networks that a container is taken from at most.</summary>
    const int MaxNetworks = 64;

    readonly string _socketPath;
    readonly TimeSpan _timeout;
    readonly HttpClient _client;

    /// <summary>A socket can have such a path.</summary>
    public static bool CanReach(string socketPath) => !UnixSocketHttp.IsTooLong(socketPath);

    /// <exception cref="ArgumentException">No socket can have such a path.</exception>
    public DockerActions(string socketPath, TimeSpan timeout)
    {
        _socketPath = socketPath;
        _timeout = timeout;
        // The times differ, so each question has its own.
        _client = new HttpClient(UnixSocketHttp.Handler(socketPath)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    public async Task<EngineAnswer> PauseAsync(string id, CancellationToken cancellation)
    {
        var (answer, status) = await PostAsync($"/containers/{Checked(id)}/pause", null, _timeout, cancellation).ConfigureAwait(false);
        return status is HttpStatusCode.Conflict or HttpStatusCode.InternalServerError && answer.Text.Contains("already paused", StringComparison.OrdinalIgnoreCase)
            ? new EngineAnswer(EngineVerdict.Already) : answer;
    }

    /// <param name="grace">Time to end by itself, before it is killed; whole seconds.</param>
    /// <param name="id">The full id.</param>
    /// <param name="cancellation">Gives up waiting; the engine may go on.</param>
    public async Task<EngineAnswer> StopAsync(string id, TimeSpan grace, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/containers/{Checked(id)}/stop?t={(int)grace.TotalSeconds}");
        return (await PostAsync(path, null, _timeout + grace, cancellation).ConfigureAwait(false)).Answer;
    }

    /// <summary>Takes it from all its networks, or from those among them that are named.</summary>
    public async Task<EngineAnswer> DisconnectAsync(string id, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var (answer, body) = await AskAsync(HttpMethod.Get, $"/containers/{Checked(id)}/json", null, _timeout, cancellation).ConfigureAwait(false);
        if (answer.Verdict != EngineVerdict.Done) return answer;
        if (!TryReadNetworks(body, out var mode, out var networks)) return new EngineAnswer(EngineVerdict.Failed, "the engine's answer could not be read");
        if (mode == "host") return new EngineAnswer(EngineVerdict.Failed, "it has the host's network, from which nothing can be taken");
        if (mode.StartsWith("container:", StringComparison.Ordinal)) return new EngineAnswer(EngineVerdict.Failed, "it has the network of another container");
        var left = networks.Where(name => name != "none" && (names.Count == 0 || names.Contains(name))).Take(MaxNetworks).ToList();
        if (left.Count == 0) return new EngineAnswer(EngineVerdict.Already);
        var order = Encoding.ASCII.GetBytes($$"""{"Container":"{{id}}","Force":true}""");
        foreach (var name in left)
        {
            var (one, _) = await PostAsync($"/networks/{name}/disconnect", order, _timeout, cancellation).ConfigureAwait(false);
            if (one.Verdict is EngineVerdict.Failed) return one with { Text = $"from {name}: {one.Text}" };
        }

        return new EngineAnswer(EngineVerdict.Done, $"from {string.Join(", ", left)}");
    }

    public void Dispose() => _client.Dispose();

    static string Checked(string id) => DockerId.IsValid(id) ? id : throw new ArgumentException("no full id of a container", nameof(id));

    async Task<(EngineAnswer Answer, HttpStatusCode? Status)> PostAsync(string path, byte[]? body, TimeSpan timeout, CancellationToken cancellation)
    {
        HttpStatusCode? status = null;
        var (answer, _) = await AskAsync(HttpMethod.Post, path, body, timeout, cancellation, seen => status = seen).ConfigureAwait(false);
        return (answer, status);
    }

    async Task<(EngineAnswer Answer, byte[] Body)> AskAsync(
        HttpMethod method, string path, byte[]? body, TimeSpan timeout, CancellationToken cancellation, Action<HttpStatusCode>? tellStatus = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri("http://engine" + path));
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new("application/json");
            }

            using var answer = await _client.SendAsync(request, limit.Token).ConfigureAwait(false);
            var bytes = await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            tellStatus?.Invoke(answer.StatusCode);
            return (Judge(answer.StatusCode, bytes), bytes);
        }
        catch (Exception error) when (ConnectionTrouble.IsExpected(error))
        {
            return (new EngineAnswer(EngineVerdict.Failed, Explain(error, timeout)), []);
        }
    }

    string Explain(Exception error, TimeSpan timeout)
    {
        if (error is OperationCanceledException) return $"{_socketPath}: no answer in {timeout.TotalSeconds:0.#} s; it may still be done";
        // The message of HTTP's own exception names an address that does not exist.
        var cause = error;
        while (cause is not SocketException && cause.InnerException is { } inner) cause = inner;
        return $"{_socketPath}: {cause.Message}";
    }

    static EngineAnswer Judge(HttpStatusCode status, byte[] body) => status switch
    {
        HttpStatusCode.OK or HttpStatusCode.NoContent => new EngineAnswer(EngineVerdict.Done),
        HttpStatusCode.NotModified => new EngineAnswer(EngineVerdict.Already),
        HttpStatusCode.NotFound => new EngineAnswer(EngineVerdict.Unknown, "the engine does not know it"),
        _ => new EngineAnswer(EngineVerdict.Failed, $"the engine answered {(int)status}{Message(body)}"),
    };

    /// <summary>What the engine says is wrong, cut and without control characters.</summary>
    static string Message(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || document.RootElement.Text("message") is not { Length: > 0 } text) return "";
            var safe = new StringBuilder(": ");
            foreach (var c in text.AsSpan(0, Math.Min(text.Length, 200))) safe.Append(char.IsControl(c) ? ' ' : c);
            return safe.ToString();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    static bool TryReadNetworks(byte[] body, out string mode, out List<string> names)
    {
        (mode, names) = ("", []);
        try
        {
            using var document = JsonDocument.Parse(body);
            mode = document.RootElement.Get("HostConfig").Text("NetworkMode");
            names = [.. document.RootElement.Get("NetworkSettings").Get("Networks").Properties().Select(network => network.Name).Where(IsName)];
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>As engines allow them; nothing that leads out of a path.</summary>
    static bool IsName(string text) => text.Length is > 0 and <= 255 && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
