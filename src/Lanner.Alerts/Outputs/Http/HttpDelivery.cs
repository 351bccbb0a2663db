namespace Lanner.Alerts.Outputs;

/// <summary>Delivers lines of JSON: each by itself, or as a batch that is taken apart when the server refuses it as a whole.</summary>
sealed class HttpDelivery(HttpOutputOptions options, SinkContext context) : IDisposable
{
    const string OneObject = "application/json";
    const string Lines = "application/x-ndjson";

    readonly HttpPoster _poster = new(options, context);

    public void Renew() => _poster.Renew();

    /// <summary>Delivers all. A line of a batch that the server refuses is counted and passed over.</summary>
    /// <param name="lines">Objects, each with an end of line.</param>
    /// <param name="count">How many.</param>
    /// <param name="abort">Ends the wait.</param>
    /// <exception cref="OutputUnavailableException">Some may have been delivered; all are to be tried again.</exception>
    /// <exception cref="AlertRefusedException">The only line was refused.</exception>
    public void Deliver(ReadOnlyMemory<byte> lines, int count, CancellationToken abort)
    {
        if (options.BatchSize == 1) PostOne(lines, abort);
        else PostBatch(lines, count, abort);
    }

    public void Dispose() => _poster.Dispose();

    /// <summary>The end of line is no part of the object.</summary>
    void PostOne(ReadOnlyMemory<byte> line, CancellationToken abort) => _poster.Post(line[..^1], OneObject, abort);

    void PostBatch(ReadOnlyMemory<byte> lines, int count, CancellationToken abort)
    {
        try
        {
            _poster.Post(lines, Lines, abort);
            return;
        }
        catch (AlertRefusedException) when (count > 1)
        {
            // One of them, or the whole for being too long: the others are not to suffer for it.
        }

        while (!lines.IsEmpty)
        {
            var end = lines.Span.IndexOf((byte)'\n') + 1;
            try
            {
                _poster.Post(lines[..end], Lines, abort);
            }
            catch (AlertRefusedException problem)
            {
                context.Health.Refused(1, problem.Message);
            }

            lines = lines[end..];
        }
    }
}
