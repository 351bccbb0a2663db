namespace Lanner.State.Containers;

/// <summary>Names as systemd writes them in unit names: <c>\xHH</c> stands for one byte.</summary>
static class SystemdName
{
    /// <summary>The name with its escapes resolved; the array given when there are none.</summary>
    public static byte[] Unescape(byte[] name)
    {
        if (name.AsSpan().IndexOf("\\x"u8) < 0)
            return name;
        var plain = new byte[name.Length];
        var length = 0;
        for (var at = 0; at < name.Length; length++)
        {
            if (TryReadEscape(name.AsSpan(at), out plain[length]))
            {
                at += 4;
                continue;
            }
            plain[length] = name[at++];
        }
        return plain.AsSpan(0, length).ToArray();
    }

    static bool TryReadEscape(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        return text.Length >= 4 && text.StartsWith("\\x"u8)
            && System.Buffers.Text.Utf8Parser.TryParse(text.Slice(2, 2), out value, out var used, 'x') && used == 2;
    }
}
