namespace Lanner.Filters.Fields;

/// <summary>Reads lists of texts that are closed by a zero each: arguments, environments, control groups.</summary>
static class ZeroSeparated
{
    /// <summary>The text at an index from 0; false behind the last one.</summary>
    public static bool TryGet(ReadOnlySpan<byte> list, int index, out ReadOnlySpan<byte> text)
    {
        while (!list.IsEmpty)
        {
            text = Next(ref list);
            if (index-- == 0) return true;
        }

        text = default;
        return false;
    }

    /// <summary>What stands behind <c>key=</c>; false when no text starts so.</summary>
    public static bool TryGetValue(ReadOnlySpan<byte> list, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        while (!list.IsEmpty)
        {
            var text = Next(ref list);
            if (text.Length > key.Length && text[key.Length] == '=' && text.StartsWith(key))
            {
                value = text[(key.Length + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }

    public static int Count(ReadOnlySpan<byte> list)
    {
        if (list.IsEmpty) return 0;
        var zeros = list.Count((byte)0);
        return list[^1] == 0 ? zeros : zeros + 1;
    }

    static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> list)
    {
        var end = list.IndexOf((byte)0);
        var text = end < 0 ? list : list[..end];
        list = end < 0 ? default : list[(end + 1)..];
        return text;
    }
}
