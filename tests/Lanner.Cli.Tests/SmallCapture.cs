using Lanner.Events;

namespace Lanner.Cli.Tests;

/// <summary>Captures made for a test.</summary>
static class SmallCapture
{
    public const ulong Start = 1_700_000_000_000_000_000;

    /// <summary>A capture as small as one can be: a section header and the given events.</summary>
    public static string Write(string path, params IEnumerable<byte[]> events)
    {
        using var file = new BinaryWriter(File.Create(path));
        foreach (var word in new uint[] { 0x0A0D0D0A, 28, 0x1A2B3C4D, 0x0002_0001, uint.MaxValue, uint.MaxValue, 28 }) file.Write(word);
        foreach (var bytes in events)
        {
            var length = (8 + 2 + bytes.Length + 4 + 3) / 4 * 4;
            file.Write(0x216);
            file.Write(length);
            file.Write((ushort)0);
            file.Write(bytes);
            file.Write(new byte[length - 14 - bytes.Length]);
            file.Write(length);
        }

        return path;
    }

    public static byte[] Open(string name, ulong time = Start, int tid = 100, int fd = 3) => new EventBuilder(EventCode.OpenatExit, time, tid)
        .Set("fd", fd).Set("dirfd", -100).Set("name", name).Set("flags", 1).Set("mode", 0).Set("dev", 1).Set("ino", 1).Build();

    public static byte[] Read(ulong time, int tid = 100, int fd = 3) =>
        new EventBuilder(EventCode.ReadExit, time, tid).Set("res", 1).Set("data", "x"u8).Set("fd", fd).Set("size", 1).Build();

    public static byte[] ChangeDirectory(string path, ulong time, int tid = 100) =>
        new EventBuilder(EventCode.ChdirExit, time, tid).Set("res", 0).Set("path", path).Build();

    /// <summary>A program that starts in a container (host without an id).</summary>
    public static byte[] Exec(string name, ulong time, int pid, string container = "") => new EventBuilder(EventCode.ExecveExit, time, pid)
        .Set("res", 0).Set("exe", "/bin/" + name).Set("args", []).Set("tid", pid).Set("pid", pid).Set("ptid", 1).Set("cwd", "/").Set("comm", name)
        .Set("cgroups", container.Length == 0 ? [] : System.Text.Encoding.ASCII.GetBytes($"cpu=/docker/{container}\0")).Set("uid", 0)
        .Build();

    public static byte[] Container(string id, string name, ulong time) => new EventBuilder(EventCode.ContainerEnter, time, -1)
        .Add($$$"""{"container":{"id":"{{{id[..12]}}}","full_id":"{{{id}}}","type":0,"name":"{{{name}}}","image":"i:1"}}""").Build();

    public static string Id(char digit) => new(digit, 64);
}
