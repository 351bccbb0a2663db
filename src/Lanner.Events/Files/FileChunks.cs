using Microsoft.Win32.SafeHandles;

namespace Lanner.Events.Files;

/// <summary>Pieces of a plain file, read by the caller itself: the page cache answers faster than another thread could hand over.</summary>
sealed class FileChunks(SafeFileHandle file) : ChunkSource
{
    readonly byte[][] _chunks = [new byte[Headroom + ChunkSize], new byte[Headroom + ChunkSize]];
    long _offset;
    int _next;
    volatile bool _ended;
    ChunkFailure? _failure;

    public override bool IsCompressed => false;

    public override bool Ended => _ended;

    public override ChunkFailure? Failure => _failure;

    public override bool TryTake(out byte[] chunk, out int length)
    {
        chunk = _chunks[_next];
        length = 0;
        if (_ended) return false;
        try
        {
            length = RandomAccess.Read(file, chunk.AsSpan(Headroom), _offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failure = new ChunkFailure(false, $"the file cannot be read on: {e.Message}", e);
        }

        if (length <= 0)
        {
            _ended = true;
            return false;
        }

        _offset += length;
        _next ^= 1;
        return true;
    }

    /// <summary>Nothing to wait for: a plain file always has its next piece or its end.</summary>
    public override void Wait(TimeSpan longest)
    {
    }

    public override void Wake()
    {
    }

    public override void Stop() => _ended = true;

    public override void Dispose() => file.Dispose();
}
