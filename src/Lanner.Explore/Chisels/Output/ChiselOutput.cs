using System.Buffers;
using System.Text;

using Lanner.Alerts;
using Lanner.Explore.Printing;

namespace Lanner.Explore.Chisels;

/// <summary>
/// Where chisels print: lines, in columns where they have such. On a terminal nothing that watched processes chose can steer it, and only
/// there lines have colours and a table is painted over the one before.
/// </summary>
public sealed class ChiselOutput(LineBuffer lines, bool isTerminal, bool json)
{
    readonly ArrayBufferWriter<byte> _text = new();

    /// <summary>A person looks at it.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>JSON is asked for: an object a line.</summary>
    public bool Json => json;

    /// <summary>Whether lines have colours; a chisel's argument may turn them off.</summary>
    public bool HasColours { get; set; } = isTerminal && !json;

    /// <summary>The line at hand as it is.</summary>
    internal LineBuffer Lines => lines;

    /// <summary>Adds text of our own.</summary>
    public ChiselOutput Add(ReadOnlySpan<byte> text)
    {
        lines.Append(text);
        return this;
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{byte})"/>
    public ChiselOutput Add(string text)
    {
        var room = lines.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        lines.Advance(Encoding.UTF8.GetBytes(text, room));
        return this;
    }

    /// <summary>Adds text that a watched process chose.</summary>
    public ChiselOutput AddForeign(ReadOnlySpan<byte> text)
    {
        if (isTerminal) SafeText.Write(text, lines);
        else lines.Append(text);
        return this;
    }

    /// <summary>Adds data that a watched process read or wrote; line ends and tabs stay.</summary>
    public ChiselOutput AddData(ReadOnlySpan<byte> data)
    {
        if (!isTerminal)
        {
            lines.Append(data);
            return this;
        }

        while (true)
        {
            var end = data.IndexOfAny("\n\t"u8);
            if (end < 0) break;
            SafeText.Write(data[..end], lines);
            lines.Append(data.Slice(end, 1));
            data = data[(end + 1)..];
        }

        SafeText.Write(data, lines);
        return this;
    }

    /// <summary>A column of a table: what does not fit is cut, and a blank stands before the next one in any case.</summary>
    public ChiselOutput AddColumn(ReadOnlySpan<byte> text, int width) => AddFixed(text, width - 1).Add(" "u8);

    /// <inheritdoc cref="AddColumn(ReadOnlySpan{byte},int)"/>
    public ChiselOutput AddColumn(string text, int width) => AddColumn(Encoding.UTF8.GetBytes(text), width);

    /// <summary>Exactly so many characters of a text: cut or filled up.</summary>
    public ChiselOutput AddFixed(ReadOnlySpan<byte> text, int width) => AddPadded(Cut(Shown(text), width), width);

    /// <summary>At least so many characters of a text: filled up, but not cut.</summary>
    public ChiselOutput AddPadded(ReadOnlySpan<byte> text, int width)
    {
        lines.Append(text);
        var missing = width - CharactersIn(text);
        if (missing <= 0) return this;
        lines.GetSpan(missing)[..missing].Fill((byte)' ');
        lines.Advance(missing);
        return this;
    }

    /// <summary>What follows is in a colour, where there are colours.</summary>
    public ChiselOutput Paint(ReadOnlySpan<byte> colour)
    {
        if (HasColours) lines.Append(colour);
        return this;
    }

    public void EndLine()
    {
        if (HasColours) lines.Append(Colour.Reset);
        lines.EndLine();
    }

    /// <summary>On a terminal: the screen is empty, and the next line its first.</summary>
    public void ClearScreen()
    {
        if (isTerminal && !json) lines.Append("\e[2J\e[H"u8);
    }

    ReadOnlySpan<byte> Shown(ReadOnlySpan<byte> text)
    {
        if (!isTerminal) return text;
        _text.ResetWrittenCount();
        SafeText.Write(text, _text);
        return _text.WrittenSpan;
    }

    static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int characters)
    {
        if (text.Length <= characters) return text;
        var end = 0;
        while (characters-- > 0 && end < text.Length)
        {
            Rune.DecodeFromUtf8(text[end..], out _, out var used);
            end += used;
        }

        return text[..end];
    }

    static int CharactersIn(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var one in text) count += (one & 0xC0) != 0x80 ? 1 : 0;
        return count;
    }
}

/// <summary>Sequences that colour a terminal.</summary>
public static class Colour
{
    public static ReadOnlySpan<byte> Reset => "\e[0m"u8;
    public static ReadOnlySpan<byte> Red => "\e[31m"u8;
    public static ReadOnlySpan<byte> Green => "\e[32m"u8;
    public static ReadOnlySpan<byte> Yellow => "\e[33m"u8;
    public static ReadOnlySpan<byte> Blue => "\e[34m"u8;
    public static ReadOnlySpan<byte> Cyan => "\e[36m"u8;
}
