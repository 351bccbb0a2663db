using System.Buffers.Text;

namespace Lanner.State.Users;

/// <summary>
/// The contents of a passwd and a group file. The text is a container's own, so it may be anything: lines that do not have
/// the shape are left out, the first of several entries for a number counts (as it does for the C library), and both the number
/// of entries and the length of a text are bounded.
/// </summary>
static class AccountFiles
{
    const int MaxNameLength = 256;
    const int MaxPathLength = 1024;

    public static Dictionary<uint, UserEntry> ReadUsers(ReadOnlySpan<byte> passwd, int limit)
    {
        var users = new Dictionary<uint, UserEntry>();
        while (users.Count < limit && TryTakeLine(ref passwd, out var line))
        {
            var name = TakeField(ref line);
            TakeField(ref line);
            if (!TryReadNumber(TakeField(ref line), out var uid) || !TryReadNumber(TakeField(ref line), out var gid)) continue;
            TakeField(ref line);
            var home = TakeField(ref line);
            var shell = TakeField(ref line);
            if (!IsName(name) || home.Length > MaxPathLength || shell.Length > MaxPathLength) continue;
            users.TryAdd(uid, new UserEntry(uid, gid, name.ToArray(), home.ToArray(), shell.ToArray()));
        }

        return users;
    }

    public static Dictionary<uint, GroupEntry> ReadGroups(ReadOnlySpan<byte> group, int limit)
    {
        var groups = new Dictionary<uint, GroupEntry>();
        while (groups.Count < limit && TryTakeLine(ref group, out var line))
        {
            var name = TakeField(ref line);
            TakeField(ref line);
            if (!TryReadNumber(TakeField(ref line), out var gid) || !IsName(name)) continue;
            groups.TryAdd(gid, new GroupEntry(gid, name.ToArray()));
        }

        return groups;
    }

    static bool IsName(ReadOnlySpan<byte> name) => name.Length is > 0 and <= MaxNameLength && name.IndexOf((byte)0) < 0;

    static bool TryTakeLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        line = text;
        if (text.IsEmpty) return false;
        var end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return true;
    }

    static ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)':');
        var field = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[(end + 1)..];
        return field;
    }

    static bool TryReadNumber(ReadOnlySpan<byte> text, out uint number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && used > 0;
}
