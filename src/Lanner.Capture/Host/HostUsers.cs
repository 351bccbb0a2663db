using System.Buffers.Text;
using Lanner.Events;

namespace Lanner.Capture.Host;

/// <summary>
/// The users and groups of a host or container, from its <c>etc/passwd</c> and <c>etc/group</c>. Of two lines with the same number
/// the first counts, as the C library has it. Lines that are none are left out.
/// </summary>
public sealed record HostUsers(IReadOnlyList<UserSnapshot> Users, IReadOnlyList<GroupSnapshot> Groups)
{
    const int FileBytesMax = 16 << 20;
    const int EntriesMax = 200_000;

    /// <summary>The format's limits.</summary>
    const int NameMax = 255;
    const int PathMax = 1024;

    /// <param name="root">The host's root folder, or a container's such as <c>/proc/PID/root</c>.</param>
    public static HostUsers Read(string root = "/") => new(
        ParseUsers(HostFile.Read(root, "etc/passwd", FileBytesMax)), ParseGroups(HostFile.Read(root, "etc/group", FileBytesMax)));

    /// <summary>Lines of name, password, uid, gid, description, home and shell.</summary>
    public static IReadOnlyList<UserSnapshot> ParseUsers(ReadOnlySpan<byte> text)
    {
        var users = new List<UserSnapshot>();
        var seen = new HashSet<uint>();
        Span<Range> fields = stackalloc Range[8];
        while (TryTakeLine(ref text, out var line) && users.Count < EntriesMax)
        {
            if (Split(line, fields) != 7) continue;
            if (!TryNumber(line[fields[2]], out var uid) || !TryNumber(line[fields[3]], out var gid)) continue;
            var name = line[fields[0]];
            if (!IsName(name) || !seen.Add(uid)) continue;
            users.Add(new UserSnapshot(uid, gid, name.ToArray(), Path(line[fields[5]]), Path(line[fields[6]])));
        }

        return users;
    }

    /// <summary>Lines of name, password, gid and members.</summary>
    public static IReadOnlyList<GroupSnapshot> ParseGroups(ReadOnlySpan<byte> text)
    {
        var groups = new List<GroupSnapshot>();
        var seen = new HashSet<uint>();
        Span<Range> fields = stackalloc Range[5];
        while (TryTakeLine(ref text, out var line) && groups.Count < EntriesMax)
        {
            var count = Split(line, fields);
            if (count is not (3 or 4) || !TryNumber(line[fields[2]], out var gid)) continue;
            var name = line[fields[0]];
            if (IsName(name) && seen.Add(gid)) groups.Add(new GroupSnapshot(gid, name.ToArray()));
        }

        return groups;
    }

    static bool TryTakeLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (text.IsEmpty) return false;
        var end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return true;
    }

    /// <summary>Finds the fields between colons; of more fields than ranges the rest is counted as one.</summary>
    static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var count = 0;
        foreach (var range in line.Split((byte)':'))
        {
            if (count == fields.Length) return count;
            fields[count++] = range;
        }

        return count;
    }

    /// <summary>Lines that begin with + or - are for NIS, and # begins a comment.</summary>
    static bool IsName(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= NameMax && name[0] is not ((byte)'+' or (byte)'-' or (byte)'#') && !name.Contains((byte)0);

    static byte[] Path(ReadOnlySpan<byte> path) => path.Length > PathMax ? [] : path.ToArray();

    static bool TryNumber(ReadOnlySpan<byte> text, out uint number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && number != uint.MaxValue;
}
