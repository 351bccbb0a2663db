namespace Lanner.Filters;

/// <summary>
/// Memory for values that a check puts together (transformers, the left side of a comparison of two fields, text for a regular
/// expression). Handed out piece by piece and taken back all at once before the next check; it grows to the largest check's need.
/// </summary>
sealed class WorkingMemory
{
    byte[] _bytes = new byte[1024];
    char[] _chars = new char[256];
    int _used;

    public void Reset() => _used = 0;

    /// <summary>That many bytes, content undefined, valid until <see cref="Reset"/> even when more are taken.</summary>
    public Span<byte> Take(int length)
    {
        if (_bytes.Length - _used < length)
        {
            // Pieces handed out before keep the old array alive for as long as they are used.
            _bytes = new byte[Math.Max(2 * _bytes.Length, length)];
            _used = 0;
        }

        var piece = _bytes.AsSpan(_used, length);
        _used += length;
        return piece;
    }

    public Span<byte> Copy(ReadOnlySpan<byte> text)
    {
        var copy = Take(text.Length);
        text.CopyTo(copy);
        return copy;
    }

    /// <summary>That many characters; only one such piece is in use at a time.</summary>
    public Span<char> TakeChars(int length)
    {
        if (_chars.Length < length) _chars = new char[Math.Max(2 * _chars.Length, length)];
        return _chars.AsSpan(0, length);
    }
}
