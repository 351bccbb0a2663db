namespace Lanner.Web;

/// <summary>The open connections, oldest first. For any thread.</summary>
sealed class ConnectionLimit(int most)
{
    readonly LinkedList<WebConnection> _open = new();
    readonly Lock _lock = new();
    bool _isOver;

    public int Count
    {
        get
        {
            lock (_lock) return _open.Count;
        }
    }

    /// <returns>True when the oldest had to go for it.</returns>
    public bool Add(WebConnection connection)
    {
        WebConnection? oldest = null;
        lock (_lock)
        {
            if (_isOver) oldest = connection;
            else _open.AddLast(connection);
            if (_open.Count > most)
            {
                oldest = _open.First!.Value;
                _open.RemoveFirst();
            }
        }

        oldest?.Abort();
        return oldest is not null;
    }

    public void Remove(WebConnection connection)
    {
        lock (_lock) _open.Remove(connection);
    }

    public void EndAll()
    {
        List<WebConnection> open;
        lock (_lock)
        {
            _isOver = true;
            open = [.. _open];
        }

        foreach (var connection in open) connection.Abort();
    }
}
