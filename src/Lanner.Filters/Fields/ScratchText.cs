using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>
/// Puts a text together in the context's scratch memory. The capacity is taken at the start; what does not fit any more is left
/// out, so the text is cut rather than wrong.
/// </summary>
ref struct ScratchText
{
    readonly Span<byte> _memory;
    int _length;

    public ScratchText(FieldScratch scratch, int capacity) => _memory = scratch.Take(capacity);

    public ScratchText(Span<byte> memory) => _memory = memory;

    public readonly ReadOnlySpan<byte> Text => _memory[.._length];

    public readonly int Length => _length;

    /// <summary>Takes back everything after a length that was reached before.</summary>
    public void CutTo(int length) => _length = length;

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        if (text.Length > _memory.Length - _length) text = text[..(_memory.Length - _length)];
        text.CopyTo(_memory[_length..]);
        _length += text.Length;
    }

    public void Append(byte single)
    {
        if (_length < _memory.Length) _memory[_length++] = single;
    }

    /// <param name="number">Decimal.</param>
    /// <param name="digits">Filled with zeros at the left up to this many.</param>
    public void Append(long number, byte digits = 0)
    {
        var format = digits > 1 ? new StandardFormat('D', digits) : default;
        if (Utf8Formatter.TryFormat(number, _memory[_length..], out var written, format)) _length += written;
    }

    /// <summary>Appends ASCII.</summary>
    public void Append(string text)
    {
        foreach (var character in text)
        {
            if (_length == _memory.Length) return;
            _memory[_length++] = (byte)character;
        }
    }

    /// <summary>Appends hexadecimal without prefix, in upper case unless asked otherwise.</summary>
    public void AppendHex(ulong number, char form = 'X')
    {
        var format = new StandardFormat(form);
        if (Utf8Formatter.TryFormat(number, _memory[_length..], out var written, format)) _length += written;
    }

    /// <summary>Appends octal digits with a zero before them.</summary>
    public void AppendOctal(ulong number)
    {
        Append((byte)'0');
        if (number == 0) return;
        var shift = 63;
        while ((number >> shift & 7) == 0) shift -= 3;
        for (; shift >= 0; shift -= 3) Append((byte)('0' + (number >> shift & 7)));
    }

    public void Append(double number)
    {
        if (number.TryFormat(_memory[_length..], out var written, "0.#########", CultureInfo.InvariantCulture)) _length += written;
    }

    /// <summary>Appends a path joined with the directory it is relative to.</summary>
    public void AppendPath(scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> path) =>
        _length += PathText.Join(directory, path, _memory[_length..]);

    public void Append(IpAddress address)
    {
        if (address.TryFormat(_memory[_length..], out var written)) _length += written;
    }

    /// <summary>Appends a list of zero-closed texts joined by blanks.</summary>
    public void AppendJoined(scoped ReadOnlySpan<byte> zeroSeparated)
    {
        if (!zeroSeparated.IsEmpty && zeroSeparated[^1] == 0) zeroSeparated = zeroSeparated[..^1];
        var start = _length;
        Append(zeroSeparated);
        _memory[start.._length].Replace((byte)0, (byte)' ');
    }
}
