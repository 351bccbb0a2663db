namespace Lanner.Events.Files;

/// <summary>
/// What the inflater reads from: the input behind bytes that were looked at already, and at its end, when it is followed, a wait for
/// more until it is stopped.
/// </summary>
sealed class InputStream(Stream inner, TimeSpan? followInterval) : Stream
{
    readonly ManualResetEventSlim _stopped = new();
    readonly byte[] _peeked = new byte[2];
    readonly long _size = inner.CanSeek ? inner.Length : 0;
    long _read;
    int _peekedStart;
    int _peekedEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>How much was read, from 0 to 1, asked from any thread; 0 where the size is not known.</summary>
    public double PartRead => _size > 0 ? Math.Min(1.0, (double)Interlocked.Read(ref _read) / _size) : 0;

    /// <summary>True once a read found nothing more.</summary>
    public bool ReachedEnd { get; private set; }

    /// <summary>True when the input starts as gzip does. The bytes are read again by the next read. To be called first.</summary>
    public bool StartsAsGzip()
    {
        while (_peekedEnd < _peeked.Length)
        {
            var count = ReadOrWait(_peeked.AsSpan(_peekedEnd));
            if (count == 0) break;
            _peekedEnd += count;
        }

        return _peekedEnd == 2 && _peeked[0] == 0x1f && _peeked[1] == 0x8b;
    }

    /// <summary>Ends a wait for more, from any thread: the end of the data is then its end.</summary>
    public void Stop() => _stopped.Set();

    public override int Read(Span<byte> buffer)
    {
        if (_peekedStart == _peekedEnd) return ReadOrWait(buffer);
        var count = Math.Min(buffer.Length, _peekedEnd - _peekedStart);
        _peeked.AsSpan(_peekedStart, count).CopyTo(buffer);
        _peekedStart += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    int ReadOrWait(Span<byte> buffer)
    {
        while (true)
        {
            // Asked before the read: what was written before the stop is still read.
            var stopped = _stopped.IsSet;
            var count = inner.Read(buffer);
            Interlocked.Add(ref _read, count);
            if (count > 0 || buffer.IsEmpty) return count;
            if (followInterval is not { } interval || stopped)
            {
                ReachedEnd = true;
                return 0;
            }

            _stopped.Wait(interval);
        }
    }
}
