using Microsoft.Win32.SafeHandles;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// Alerts on disk, in order, until they are delivered: a folder of files of lines, added to at one end by one thread and read at the
/// other by another. A line is in the file before <see cref="Append"/> returns, so a process that is killed loses none; a machine that
/// loses power may lose the last seconds. When it is full, the oldest file goes.
/// </summary>
sealed class Spool : IDisposable
{
    const string LockName = "lock";
    const string PositionName = "position";
    const int ReadBytes = 64 * 1024;

    /// <summary>What a file without an end of line makes us read at most; such a file is none of ours and is dropped.</summary>
    const int LongestLine = 16 << 20;

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    readonly object _lock = new();
    readonly string _folder;
    readonly long _maxBytes;
    readonly long _segmentBytes;
    readonly List<SpoolSegment> _segments = [];
    readonly FileStream _ownership;
    readonly SpoolPosition _position;
    AppendFile? _tail;
    SafeFileHandle? _head;
    SpoolSegment? _headOf;
    SpoolBatch? _out;
    byte[] _buffer = new byte[ReadBytes];
    bool _isComplete;

    /// <summary>Makes the folder if need be, and takes up what an earlier run left.</summary>
    /// <exception cref="IOException">It cannot be made or read, others may write into it, or another process uses it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public Spool(string folder, long maxBytes)
    {
        _folder = Path.GetFullPath(folder);
        _maxBytes = maxBytes;
        _segmentBytes = Math.Clamp(maxBytes / 16, 16 * 1024, 8 << 20);
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder, OwnerOnly);
            if ((File.GetUnixFileMode(_folder) & Others) != 0)
                throw new IOException($"{_folder}: others may write into the folder, so what is in it could be theirs; take their right away, or name another");
        }

        try
        {
            _ownership = new FileStream(Path.Combine(_folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem)
        {
            throw new IOException($"{_folder}: another process uses this spool ({problem.Message})", problem);
        }

        try
        {
            _position = new SpoolPosition(Path.Combine(_folder, PositionName));
            TakeUp();
        }
        catch
        {
            _position?.Dispose();
            _ownership.Dispose();
            throw;
        }
    }

    public string Folder => _folder;

    public (long Alerts, long Bytes) Waiting
    {
        get
        {
            lock (_lock) return (_segments.Sum(s => s.Alerts), _segments.Sum(s => s.Length - s.Offset));
        }
    }

    /// <summary>Adds a line with its end.</summary>
    /// <returns>Older alerts that had to go for it.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public long Append(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            var lost = 0L;
            // Never the last: that is where this one goes.
            while (_segments.Count > 1 && _segments.Sum(s => s.Length) + line.Length > _maxBytes) lost += DropFirst();
            var segment = Tail(line.Length);
            _tail!.Write(line);
            segment.Length += line.Length;
            segment.Alerts++;
            Monitor.PulseAll(_lock);
            return lost;
        }
    }

    /// <summary>No more will be added.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits for alerts and reads the oldest, without taking them out.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="limitBytes">One is read however long it is.</param>
    /// <returns>Null when there are none and none will come.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    public SpoolBatch? Read(int limit, int limitBytes)
    {
        lock (_lock)
        {
            while (true)
            {
                while (_segments.Count > 1 && _segments[0].IsDelivered) Remove(_segments[0]);
                if (_segments.Count > 0 && !_segments[0].IsDelivered)
                {
                    if (ReadFrom(_segments[0], limit, limitBytes) is { } batch) return _out = batch;
                    Remove(_segments[0]);
                    continue;
                }

                if (_isComplete) return null;
                Monitor.Wait(_lock);
            }
        }
    }

    /// <summary>They are delivered.</summary>
    /// <exception cref="IOException">The disk does not take the position; they are counted as delivered, but may be delivered again.</exception>
    public void Confirm(SpoolBatch batch)
    {
        lock (_lock)
        {
            _out = null;
            if (!_segments.Contains(batch.Segment)) return;
            batch.Segment.Offset = batch.End;
            batch.Segment.Alerts -= batch.Count;
            _position.Write(batch.Segment.Number, batch.End);
        }
    }

    /// <summary>They could not be delivered, and are read again unless they had to go meanwhile.</summary>
    /// <returns>How many had to go.</returns>
    public int GiveBack(SpoolBatch batch)
    {
        lock (_lock)
        {
            _out = null;
            return _segments.Contains(batch.Segment) ? 0 : batch.Count;
        }
    }

    /// <summary>What was delivered to its end leaves no files behind.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _tail?.Dispose();
            _head?.Dispose();
            if (_segments.Count == 1 && _segments[0].IsDelivered) Remove(_segments[0]);
            _position.Dispose();
            _ownership.Dispose();
        }
    }

    /// <summary>What an earlier run left.</summary>
    void TakeUp()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*" + SpoolSegment.Ending).Order(StringComparer.Ordinal))
        {
            if (SpoolSegment.FromFile(_folder, file) is not { } segment) continue;
            if (segment.Number < _position.Segment)
            {
                // Delivered to its end; the earlier run did not come to removing it.
                File.Delete(file);
                continue;
            }

            segment.Scan(segment.Number == _position.Segment ? _position.Offset : 0);
            _segments.Add(segment);
        }
    }

    SpoolSegment Tail(int length)
    {
        var last = _segments.Count > 0 ? _segments[^1] : null;
        if (last is null || last.Length > 0 && last.Length + length > _segmentBytes)
        {
            last = new SpoolSegment(_folder, Math.Max(last?.Number ?? 0, _position.Segment) + 1);
            _tail?.Dispose();
            _tail = new AppendFile(last.Path, truncate: true);
            _segments.Add(last);
        }

        _tail ??= new AppendFile(last.Path);
        return last;
    }

    SpoolBatch? ReadFrom(SpoolSegment segment, int limit, int limitBytes)
    {
        if (_headOf != segment)
        {
            _head?.Dispose();
            _head = File.OpenHandle(segment.Path);
            _headOf = segment;
        }

        while (true)
        {
            var read = RandomAccess.Read(_head!, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, segment.Length - segment.Offset)), segment.Offset);
            int count = 0, end = 0;
            while (count < limit && _buffer.AsSpan(end, read - end).IndexOf((byte)'\n') is >= 0 and var at && (count == 0 || end + at + 1 <= limitBytes))
            {
                end += at + 1;
                count++;
            }

            if (count > 0) return new SpoolBatch(segment, segment.Offset + end, _buffer.AsMemory(0, end), count);
            if (read < _buffer.Length || _buffer.Length >= LongestLine) return null;
            _buffer = new byte[_buffer.Length * 2];
        }
    }

    /// <returns>Alerts lost with it, without those that are being delivered just now.</returns>
    long DropFirst()
    {
        var first = _segments[0];
        Remove(first);
        return first.Alerts - (_out?.Segment == first ? _out.Count : 0);
    }

    void Remove(SpoolSegment segment)
    {
        if (_headOf == segment) _headOf = null;
        if (_segments[^1] == segment)
        {
            _tail?.Dispose();
            _tail = null;
        }

        _segments.Remove(segment);
        File.Delete(segment.Path);
    }
}
