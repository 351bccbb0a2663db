using System.Buffers;

namespace Lanner.Explore.Printing;

/// <summary>
/// Collects lines and writes many at once: one write system call for some hundred lines. A line that turns out not to be wanted is taken
/// back. One thread uses it; who owns it flushes at the end, and now and then while nothing comes.
/// </summary>
public sealed class LineBuffer(Stream stream) : IBufferWriter<byte>
{
    /// <summary>Lines are written when so many bytes wait: beyond it larger writes gain nothing measurable.</summary>
    const int FlushAt = 64 << 10;

    byte[] _memory = new byte[2 * FlushAt];
    int _length;
    int _lineStart;

    /// <summary>Lines ended.</summary>
    public long Lines { get; private set; }

    /// <summary>True when lines wait to be written.</summary>
    public bool HasWaiting => _lineStart > 0;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_memory.Length - _length), nameof(count));
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _memory.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _memory.AsSpan(_length);
    }

    /// <summary>Appends bytes to the line at hand.</summary>
    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(_memory.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>The line at hand is wanted.</summary>
    /// <exception cref="IOException">The stream takes no more.</exception>
    public void EndLine()
    {
        Append("\n"u8);
        _lineStart = _length;
        Lines++;
        if (_length >= FlushAt) Flush();
    }

    /// <summary>The line at hand is not wanted.</summary>
    public void DropLine() => _length = _lineStart;

    /// <summary>Writes all lines that ended.</summary>
    /// <exception cref="IOException">The stream takes no more.</exception>
    public void Flush()
    {
        if (_lineStart == 0) return;
        var end = _lineStart;
        var rest = _length - end;
        // Forgotten before they are written: a stream that refuses them once is not offered them again.
        _lineStart = 0;
        _length = rest;
        stream.Write(_memory, 0, end);
        stream.Flush();
        _memory.AsSpan(end, rest).CopyTo(_memory);
        // A buffer that a very long line made large is not kept.
        if (_memory.Length > 16 * FlushAt && rest < FlushAt) Array.Resize(ref _memory, 2 * FlushAt);
    }

    void MakeRoom(int size)
    {
        if (_memory.Length - _length < Math.Max(size, 1)) Array.Resize(ref _memory, Math.Max(2 * _memory.Length, _length + size));
    }
}
