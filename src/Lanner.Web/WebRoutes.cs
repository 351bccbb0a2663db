namespace Lanner.Web;

/// <summary>
/// Makes an answer. Called from many threads at once; <paramref name="ending"/> is cancelled when the client's time is up. What it
/// throws is answered with 500.
/// </summary>
public delegate ValueTask<WebResponse> WebHandler(WebRequest request, CancellationToken ending);

/// <summary>The pages of a server by their paths. Filled before the server starts.</summary>
public sealed class WebRoutes
{
    readonly SortedDictionary<string, WebHandler> _handlers = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Paths => _handlers.Keys;

    /// <param name="path">Exact, without a query; begins with a slash.</param>
    /// <param name="handler">Makes its answers.</param>
    public void Add(string path, WebHandler handler) => _handlers[path] = handler;

    internal ValueTask<WebResponse> AnswerAsync(WebRequest request, CancellationToken ending) =>
        _handlers.TryGetValue(request.Path, out var handler)
            ? handler(request, ending)
            : ValueTask.FromResult(WebResponse.Text(404, $"There is no such page. There are: {string.Join(", ", _handlers.Keys)}\n"));
}
