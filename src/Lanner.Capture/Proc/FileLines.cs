using System.Buffers;

namespace Lanner.Capture.Proc;

/// <summary>
/// Reads a file of /proc line by line in pieces, for files that may be many megabytes long. A line longer than the buffer is left
/// out. Reading ends at a limit of bytes.
/// </summary>
unsafe ref struct FileLines
{
    const int BufferSize = 64 * 1024;

    readonly int _fd;
    readonly byte[] _buffer;
    long _left;
    int _start;
    int _end;
    bool _skipping;

    /// <summary>Takes the descriptor over; a negative one reads as an empty file.</summary>
    public FileLines(int fd, long bytesMax)
    {
        _fd = fd;
        _left = bytesMax;
        _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    }

    /// <summary>True when the limit was reached before the end.</summary>
    public readonly bool IsCut => _left <= 0;

    /// <summary>The next line, valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n');
            if (length >= 0)
            {
                _start += length + 1;
                if (_skipping)
                {
                    _skipping = false;
                    continue;
                }

                line = rest[..length];
                return true;
            }

            if (rest.Length == _buffer.Length)
            {
                _skipping = true;
                _start = _end;
                rest = default;
            }

            rest.CopyTo(_buffer);
            _start = 0;
            _end = rest.Length;
            if (Fill()) continue;
            line = default;
            return false;
        }
    }

    public readonly void Dispose()
    {
        if (_fd >= 0) _ = ProcCalls.Close(_fd);
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    bool Fill()
    {
        if (_fd < 0 || _left <= 0) return false;
        fixed (byte* to = _buffer)
        {
            var count = ProcCalls.Read(_fd, to + _end, (nuint)(_buffer.Length - _end));
            if (count <= 0) return false;
            _left -= count;
            _end += (int)count;
            return true;
        }
    }
}
