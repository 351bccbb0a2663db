using System.Buffers;
using System.Buffers.Text;

namespace Lanner.Explore.Chisels;

/// <summary>What the beginning of an HTTP message tells; reads in place.</summary>
static class HttpText
{
    static readonly SearchValues<byte> s_upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Method and target of a request that the data begins with, and its host where it names one.</summary>
    public static bool TryReadRequest(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target, out ReadOnlySpan<byte> host)
    {
        method = target = host = default;
        var end = data.IndexOfAnyExcept(s_upper);
        if (end <= 0 || data[end] != ' ') return false;
        method = data[..end];
        target = Printable(data[(end + 1)..]);
        if (target.IsEmpty) return false;
        host = Header(data, "host"u8);
        return true;
    }

    /// <summary>Status of an answer in the data, and the length of its body: as it says, or else what is at hand behind its head.</summary>
    /// <param name="moved">Bytes the call moved, of which the data may be the beginning only.</param>
    public static bool TryReadAnswer(ReadOnlySpan<byte> data, long moved, out int status, out long length)
    {
        (status, length) = (0, 0);
        var start = data.IndexOf("HTTP/"u8);
        if (start < 0) return false;
        var line = data[start..];
        var blank = line.IndexOf((byte)' ');
        if (blank < 0 || Printable(line).Length != blank || !Utf8Parser.TryParse(line[(blank + 1)..], out status, out var digits) || digits == 0) return false;
        var written = Header(line, "content-length"u8);
        if (Utf8Parser.TryParse(written, out length, out digits) && digits == written.Length && digits > 0 && length >= 0) return true;
        var head = line.IndexOf("\r\n\r\n"u8);
        length = head < 0 ? 0 : Math.Max(0, moved - start - head - 4);
        return true;
    }

    /// <summary>Value of a header, whose name is given in small letters; empty when it is not there to its end.</summary>
    static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name)
    {
        while (true)
        {
            var end = data.IndexOf((byte)'\n');
            if (end < 0) return default;
            data = data[(end + 1)..];
            if (data.Length <= name.Length || data[name.Length] != ':' || !System.Text.Ascii.EqualsIgnoreCase(data[..name.Length], name)) continue;
            var value = data[(name.Length + 1)..];
            end = value.IndexOfAny("\r\n"u8);
            return end < 0 ? default : value[..end].Trim(" \t"u8);
        }
    }

    static ReadOnlySpan<byte> Printable(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOfAnyExceptInRange((byte)0x21, (byte)0x7E);
        return end < 0 ? data : data[..end];
    }
}
