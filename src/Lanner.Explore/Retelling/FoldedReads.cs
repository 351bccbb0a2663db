using Lanner.Alerts;

namespace Lanner.Explore.Retelling;

/// <summary>
/// What one process did so often that it is told in sums: files it opened to read, by folder; files it looked for in vain; bytes moved.
/// Told, and forgotten, before the next thing that stands for itself.
/// </summary>
sealed class FoldedReads
{
    /// <summary>Folders, and names of files and connections with bytes, kept apart; more are one sum.</summary>
    const int MaxKeys = 64;

    /// <summary>Files of one folder that are told by name.</summary>
    const int MaxNames = 3;

    const string Elsewhere = "other places";

    /// <summary>Below these, what matters is that a program was loaded or looked around, not the file.</summary>
    static readonly string[] s_common = ["/usr/lib", "/usr/share", "/lib", "/lib64", "/proc", "/sys", "/dev", "/usr/local/lib"];

    /// <summary>Every program reads it as it starts.</summary>
    const string LinkerCache = "/etc/ld.so.cache";

    readonly Dictionary<string, (int Count, List<string> Names)> _read = new(StringComparer.Ordinal);
    readonly Dictionary<string, (long Read, long Written, bool IsSocket)> _bytes = new(StringComparer.Ordinal);
    readonly List<string> _missing = [];
    int _notFound;
    int _failed;
    int _setUp;

    public bool IsEmpty => _read.Count == 0 && _bytes.Count == 0 && _notFound == 0 && _failed == 0 && _setUp == 0;

    /// <summary>A step of a container's runtime before it hands over to the container's own program.</summary>
    public void SetUp() => _setUp++;

    public void Opened(ReadOnlySpan<byte> name)
    {
        var path = SafeText.ToString(name);
        if (path == LinkerCache) return;
        var common = Array.Find(s_common, c => path.StartsWith(c, StringComparison.Ordinal) && (path.Length == c.Length || path[c.Length] == '/'));
        var folder = common ?? path[..Math.Max(1, path.LastIndexOf('/'))];
        if (_read.Count >= MaxKeys && !_read.ContainsKey(folder)) folder = Elsewhere;
        var (count, names) = _read.GetValueOrDefault(folder, (0, []));
        if (common is null && names.Count < MaxNames && !names.Contains(path)) names.Add(path);
        _read[folder] = (count + 1, names);
    }

    /// <param name="name">What was looked for and is not there.</param>
    public void NotFound(ReadOnlySpan<byte> name)
    {
        _notFound++;
        if (_missing.Count > MaxNames) return;
        var text = SafeText.ToString(name);
        if (!_missing.Contains(text)) _missing.Add(text);
    }

    /// <summary>An open that failed for a reason that says little.</summary>
    public void Failed() => _failed++;

    /// <param name="name">The file; of a connection the other end.</param>
    public void Moved(ReadOnlySpan<byte> name, long bytes, bool writes, bool isSocket)
    {
        var text = SafeText.ToString(name);
        if (_bytes.Count >= MaxKeys && !_bytes.ContainsKey(text)) text = Elsewhere;
        var (read, written, _) = _bytes.GetValueOrDefault(text);
        _bytes[text] = (read + (writes ? 0 : bytes), written + (writes ? bytes : 0), isSocket);
    }

    /// <summary>The sums in one sentence without subject; nothing is kept.</summary>
    public string Tell()
    {
        var told = new List<string>();
        if (_setUp > 0) told.Add($"set up the container ({_setUp} {(_setUp == 1 ? "step" : "steps")})");
        var reads = _read.Select(r => Read(r.Key, r.Value.Count, r.Value.Names)).ToList();
        if (reads.Count > 0) told.Add($"read {string.Join(", ", reads)}");
        foreach (var (name, (read, written, isSocket)) in _bytes)
        {
            if (written > 0) told.Add($"{(isSocket ? "sent" : "wrote")} {Bytes(written)} to {name}");
            if (read > 0) told.Add($"{(isSocket ? "received" : "read")} {Bytes(read)} from {name}");
        }

        if (_notFound > 0) told.Add(Missing());
        if (_failed > 0) told.Add($"could not open {_failed} {(_failed == 1 ? "file" : "files")}");
        _read.Clear();
        _bytes.Clear();
        _missing.Clear();
        _notFound = _failed = _setUp = 0;
        return string.Join("; ", told);
    }

    /// <summary>A search along a path leaves many behind; a few are told by name, as what a program wants and does not get says what it is up to.</summary>
    string Missing() => _missing.Count <= MaxNames && _missing.All(name => name.Length > 0)
        ? $"looked for {string.Join(", ", _missing)}, {(_missing.Count == 1 ? "which is" : "which are")} not there"
        : $"looked for {_notFound} {(_notFound == 1 ? "file that is" : "files that are")} not there";

    static string Read(string folder, int count, List<string> names)
    {
        if (names.Count == count) return string.Join(", ", names);
        var files = $"{count} {(count == 1 ? "file" : "files")} {(folder == Elsewhere ? "in" : "below")} {folder}";
        return names.Count == 0 ? files : $"{files} (among them {string.Join(", ", names)})";
    }

    static string Bytes(long bytes) => bytes < 10_240 ? $"{bytes} bytes" : $"{bytes / 1024} KiB";
}
