namespace Lanner.Alerts.Outputs;

/// <summary>
/// The last lines given to a program, as many as may still lie unread in its pipe: when it ends, those it had not read to their end are
/// for the next. Never more than the pipe holds and a line.
/// </summary>
sealed class UnreadLines
{
    readonly LinkedList<byte[]> _lines = [];
    long _bytes;

    /// <summary>A line was written; so many bytes lie in the pipe now.</summary>
    public void Add(ReadOnlySpan<byte> line, int unread)
    {
        _lines.AddLast(line.ToArray());
        _bytes += line.Length;
        Trim(unread);
    }

    /// <summary>Forgets lines that were read to their end.</summary>
    public void Trim(int unread)
    {
        while (_lines.First is { } first && _bytes - first.Value.Length >= unread)
        {
            _bytes -= first.Value.Length;
            _lines.RemoveFirst();
        }
    }

    /// <summary>Takes all of them out, the oldest first.</summary>
    public List<byte[]> Take()
    {
        List<byte[]> taken = [.. _lines];
        _lines.Clear();
        _bytes = 0;
        return taken;
    }
}
