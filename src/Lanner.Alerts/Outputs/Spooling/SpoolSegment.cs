using System.Globalization;

namespace Lanner.Alerts.Outputs;

/// <summary>One file of a spool: <c>00000000000000000012.jsonl</c>, one alert a line, delivered up to <see cref="Offset"/>.</summary>
sealed class SpoolSegment(string folder, long number)
{
    public const string Ending = ".jsonl";
    const int Digits = 20;

    public long Number => number;

    public string Path { get; } = System.IO.Path.Combine(folder, number.ToString("D" + Digits, CultureInfo.InvariantCulture) + Ending);

    public long Length { get; set; }

    /// <summary>What is before it was delivered.</summary>
    public long Offset { get; set; }

    /// <summary>Lines from <see cref="Offset"/> on.</summary>
    public long Alerts { get; set; }

    public bool IsDelivered => Offset >= Length;

    /// <returns>Null for a file that is none.</returns>
    public static SpoolSegment? FromFile(string folder, string file)
    {
        var name = System.IO.Path.GetFileName(file);
        return name.Length == Digits + Ending.Length && long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new SpoolSegment(folder, number) : null;
    }

    /// <summary>Looks at what an earlier run left: counts the lines, and cuts off a last one that was not written to its end.</summary>
    /// <param name="delivered">Where the earlier run was.</param>
    /// <exception cref="IOException">It cannot be read or cut.</exception>
    public void Scan(long delivered)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite);
        var buffer = new byte[64 * 1024];
        long end = 0, at = 0;
        Offset = Math.Min(delivered, RandomAccess.GetLength(file));
        while (RandomAccess.Read(file, buffer, at) is > 0 and var read)
        {
            var last = buffer.AsSpan(0, read).LastIndexOf((byte)'\n');
            if (last >= 0) end = at + last + 1;
            var skip = (int)Math.Clamp(Offset - at, 0, read);
            Alerts += buffer.AsSpan(skip, read - skip).Count((byte)'\n');
            at += read;
        }

        if (end < at) RandomAccess.SetLength(file, end);
        Length = end;
        Offset = Math.Min(Offset, end);
    }
}
