namespace Lanner.Alerts.Outputs;

/// <summary>Whether options say the same. Lists in them are compared by what is in them, which records do not.</summary>
static class OutputComparison
{
    /// <summary>But for the length of the queue, which an output keeps.</summary>
    public static bool AreSame(AlertOutputOptions a, AlertOutputOptions b)
    {
        if (a.Rendering is null != b.Rendering is null || a.Rendering is { } x && !AreSame(x, b.Rendering!)) return false;
        if (a is HttpOutputOptions http && b is HttpOutputOptions other)
        {
            if (!http.Headers.SequenceEqual(other.Headers)) return false;
            a = http with { Headers = other.Headers };
        }

        return a with { Rendering = b.Rendering, QueueCapacity = b.QueueCapacity } == b;
    }

    public static bool AreSame(AlertRendering a, AlertRendering b) =>
        a.StaticFields.SequenceEqual(b.StaticFields) && a with { StaticFields = b.StaticFields } == b;
}
