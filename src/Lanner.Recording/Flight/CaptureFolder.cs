using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

using Lanner.Alerts;
using Lanner.Rules;

namespace Lanner.Recording.Flight;

/// <summary>
/// The folder of captures: names, an index of one line for each alert, and its limit, for which the oldest captures go. One thread uses it, but for <see cref="Name"/>.
/// </summary>
public sealed class CaptureFolder
{
    public const string IndexName = "index.jsonl";
    const string Ending = ".scap.gz";
    const int MaxNamePart = 64;
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    readonly string _path;
    readonly long _limit;
    readonly long _fileLimit;
    readonly long _indexLimit;
    readonly SortedDictionary<string, long> _sizes = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, byte> _taken = new(StringComparer.Ordinal);
    readonly HashSet<string> _open = new(StringComparer.Ordinal);
    readonly JsonAlertFormat _format = new();
    readonly ArrayBufferWriter<byte> _line = new(2048);
    long _total;

    /// <summary>Makes the folder if need be and looks at what is in it.</summary>
    /// <exception cref="IOException">It cannot be made or read, or others may write into it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    /// <param name="path">Where captures go.</param>
    /// <param name="limit">Bytes of all captures.</param>
    /// <param name="fileLimit">Bytes of one; 0 for a quarter of all.</param>
    public CaptureFolder(string path, long limit, long fileLimit = 0)
    {
        _fileLimit = fileLimit > 0 ? Math.Min(fileLimit, Math.Max(1, limit / 4)) : Math.Max(1, limit / 4);
        _path = Path.GetFullPath(path);
        _limit = limit;
        _indexLimit = Math.Max(1 << 20, limit / 16);
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_path, OwnerOnly | UnixFileMode.UserExecute);
            if ((File.GetUnixFileMode(_path) & Others) != 0)
                throw new IOException("others may write into the folder, so what is in it could be theirs; take their right away, or name another");
        }

        foreach (var file in new DirectoryInfo(_path).EnumerateFiles("*" + Ending))
        {
            if (IsOurs(file.Name)) Grow(file.Name, file.Length);
        }
    }

    /// <summary>Captures removed to keep the limit.</summary>
    public long Removed { get; private set; }

    /// <summary>One capture may be that long: at least four of them fit.</summary>
    public long FileLimit => _fileLimit;

    /// <summary>Full path of a capture.</summary>
    public string this[string name] => Path.Combine(_path, name);

    /// <summary>
    /// A name that is not taken, and is from now on: time of the alert, rule, container; sorted by name they are sorted by time. From any
    /// thread; never waits for the disk.
    /// </summary>
    public string Name(Alert alert)
    {
        var time = DateTime.UnixEpoch.AddTicks((long)(alert.TimeNs / 100)).ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
        var name = $"{time}_{Sanitise(alert.Rule.Name)}_{Sanitise(Encoding.UTF8.GetString(alert.Container?.Id ?? []))}";
        var free = name + Ending;
        for (var n = 2; !_taken.TryAdd(free, 0); n++) free = $"{name}-{n}{Ending}";
        return free;
    }

    /// <summary>Nothing of that name is there, or will be.</summary>
    public void Release(string name) => _taken.TryRemove(name, out _);

    /// <summary>A capture is being written: it is not removed.</summary>
    public void Begin(string name)
    {
        _open.Add(name);
        Grow(name, 0);
    }

    /// <summary>A capture has so many bytes now. Removes others when all are too much.</summary>
    public void Grow(string name, long bytes)
    {
        _taken.TryAdd(name, 0);
        _total += bytes - _sizes.GetValueOrDefault(name);
        _sizes[name] = bytes;
        while (_total > _limit && _sizes.Keys.FirstOrDefault(n => !_open.Contains(n)) is { } oldest) Remove(oldest);
    }

    public void End(string name, long bytes)
    {
        _open.Remove(name);
        Grow(name, bytes);
    }

    /// <summary>Adds a line: the alert, its capture, and from when to when that is to be.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Index(Alert alert, string name, ulong fromNs, ulong toNs)
    {
        _line.ResetWrittenCount();
        _format.Write(alert, _line);
        var path = this[IndexName];
        if (new FileInfo(path) is { Exists: true } index && index.Length > _indexLimit) File.Move(path, path + ".1", overwrite: true);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        // The alert's own line is an object and a line end.
        var addition = Encoding.UTF8.GetBytes($",\"file\":\"{name}\",\"from\":\"{Iso(fromNs)}\",\"to\":\"{Iso(toNs)}\"}}\n");
        file.Write([.. _line.WrittenSpan[..^2], .. addition]);
    }

    /// <summary>Letters, digits, dots and hyphens; whatever else becomes a hyphen. Never empty, never hidden.</summary>
    internal static string Sanitise(string text)
    {
        var name = new StringBuilder(MaxNamePart);
        foreach (var c in text)
        {
            var isPlain = char.IsAsciiLetterOrDigit(c) || c == '.';
            if (name.Length >= MaxNamePart) break;
            if (isPlain) name.Append(c);
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }

        return name.ToString().Trim('-', '.') is { Length: > 0 } plain ? plain : "unnamed";
    }

    /// <summary>Named as <see cref="Name"/> does: what else a user keeps here is not ours to remove.</summary>
    static bool IsOurs(string name) => name.Length > 21 && name[8] == 'T' && name[15] == '.' && name[19..21] == "Z_"
        && name.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0 && name.AsSpan(9, 6).IndexOfAnyExceptInRange('0', '9') < 0;

    static string Iso(ulong timeNs)
    {
        var iso = new ArrayBufferWriter<byte>(32);
        AlertTime.WriteIso(timeNs, iso);
        return Encoding.ASCII.GetString(iso.WrittenSpan);
    }

    void Remove(string name)
    {
        _total -= _sizes[name];
        _sizes.Remove(name);
        Release(name);
        Removed++;
        try
        {
            File.Delete(this[name]);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Someone else's doing; the next start counts what is there.
        }
    }
}
