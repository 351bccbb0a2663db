using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Lanner.Events.Files;

/// <summary>
/// Pieces of a plain file, read by the caller itself: the page cache answers faster than another thread could hand over. The arrays are
/// borrowed: many small files read one after another would else cost the collector more than their events cost the reader.
/// </summary>
sealed class FileChunks(SafeFileHandle file) : ChunkSource
{
    readonly byte[][] _chunks = [ArrayPool<byte>.Shared.Rent(Headroom + ChunkSize), ArrayPool<byte>.Shared.Rent(Headroom + ChunkSize)];
    bool _disposed;
    long _offset;
    int _next;
    volatile bool _ended;
    ChunkFailure? _failure;

    public override bool IsCompressed => false;

    public override bool Ended => _ended;

    public override double PartRead => _disposed || RandomAccess.GetLength(file) is not (> 0 and var size) ? 0 : Math.Min(1.0, (double)_offset / size);

    public override ChunkFailure? Failure => _failure;

    public override bool TryTake(out byte[] chunk, out int length)
    {
        chunk = _chunks[_next];
        length = 0;
        if (_ended) return false;
        try
        {
            length = RandomAccess.Read(file, chunk.AsSpan(Headroom, ChunkSize), _offset);
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

    public override void Dispose()
    {
        if (_disposed) return;
        _disposed = _ended = true;
        file.Dispose();
        foreach (var chunk in _chunks) ArrayPool<byte>.Shared.Return(chunk);
    }
}
