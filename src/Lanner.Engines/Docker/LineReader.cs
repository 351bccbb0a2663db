namespace Lanner.Engines;

/// <summary>Lines of a stream without end, each bounded: of one that is too long nothing is kept, and it is counted.</summary>
sealed class LineReader(Stream stream, int maxLine)
{
    byte[] _buffer = new byte[Math.Min(16 << 10, maxLine)];
    int _start;
    int _end;
    bool _skipping;

    public long TooLong { get; private set; }

    /// <summary>The next line that is not empty, valid until the next call; null at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsMemory(_start, length);
                _start += length + 1;
                var skip = _skipping;
                _skipping = false;
                if (skip || line.Span.Trim(" \t\r"u8).IsEmpty)
                    continue;
                return line;
            }
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            if (read == 0)
                return null;
            _end += read;
        }
    }

    void MakeRoom()
    {
        if (_skipping)
        {
            _start = _end = 0;
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end < _buffer.Length)
            return;
        if (_buffer.Length < maxLine)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, maxLine));
            return;
        }
        TooLong++;
        _skipping = true;
        _start = _end = 0;
    }
}
