using System.Globalization;
using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// How far a spool was delivered: a small file with the number of a segment and an offset in it, always of the same length and
/// overwritten in place. When it is lost or broken, alerts are delivered again, never skipped.
/// </summary>
sealed class SpoolPosition : IDisposable
{
    const int Digits = 20;
    readonly SafeFileHandle _file;

    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public SpoolPosition(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        Span<byte> text = stackalloc byte[2 * Digits + 2];
        if (RandomAccess.Read(_file, text, 0) != text.Length)
        {
            // Takes its place on the disk now, as the disk may be full later.
            Write(0, 0);
            return;
        }

        if (!long.TryParse(text[..Digits], NumberStyles.None, CultureInfo.InvariantCulture, out var segment)) return;
        if (!long.TryParse(text.Slice(Digits + 1, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return;
        (Segment, Offset) = (segment, offset);
    }

    public long Segment { get; private set; }

    public long Offset { get; private set; }

    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Write(long segment, long offset)
    {
        (Segment, Offset) = (segment, offset);
        RandomAccess.Write(_file, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{segment:D20} {offset:D20}\n")), 0);
    }

    public void Dispose() => _file.Dispose();
}
