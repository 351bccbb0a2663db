using Lanner.Events;

namespace Lanner.Cli.Tests;

/// <summary>Makes captures as small as they can be: a section header and the given events. Its folder goes with it.</summary>
sealed class CaptureMaker : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lanner-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Writes <c>made.scap</c>, anew at each call.</summary>
    public string Make(params byte[][] events)
    {
        var path = Path.Combine(_folder, "made.scap");
        using var file = new BinaryWriter(System.IO.File.Create(path));
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

    /// <summary>Writes another file into the folder.</summary>
    public string File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public static byte[] Open(string name, ulong time = 1_700_000_000_000_000_000) => new EventBuilder(EventCode.OpenatExit, time, 100)
        .Set("fd", 3).Set("dirfd", -100).Set("name", name).Set("flags", 1).Set("mode", 0).Set("dev", 1).Set("ino", 1).Build();

    public static byte[] Read(string data, ulong time = 1_700_000_000_000_000_000) => new EventBuilder(EventCode.ReadExit, time, 100)
        .Set("res", data.Length).Set("data", System.Text.Encoding.UTF8.GetBytes(data)).Set("fd", 3).Set("size", 100).Build();
}
