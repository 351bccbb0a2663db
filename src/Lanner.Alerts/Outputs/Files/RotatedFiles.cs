using System.Globalization;
using System.IO.Compression;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// The files put aside: <c>PATH.20260131T123456.789Z</c>, or with <c>.gz</c> at the end; sorted by name they are sorted by time. They
/// are compressed one after the other by a thread of the pool, through a temporary file, so that what has the final name is whole.
/// </summary>
sealed class RotatedFiles(string path, int keep, bool compress, Action<string> tell) : IDisposable
{
    const string TimeFormat = "yyyyMMdd'T'HHmmss.fff'Z'";
    const string Compressed = ".gz";
    const string Temporary = ".gz.part";

    readonly CancellationTokenSource _stop = new();
    readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
    readonly string _prefix = Path.GetFileName(path) + ".";
    Task _compressing = Task.CompletedTask;

    /// <summary>What an earlier run did not come to.</summary>
    public void Begin()
    {
        if (!Directory.Exists(_folder)) return;
        foreach (var part in Directory.EnumerateFiles(_folder, _prefix + "*" + Temporary).Where(f => IsOurs(f[..^Temporary.Length]))) File.Delete(part);
        if (compress) foreach (var file in Ours().Where(f => !f.EndsWith(Compressed, StringComparison.Ordinal)).ToList()) Compress(file);
        Trim();
    }

    /// <summary>Moves the file away; its name is free then.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void PutAside(DateTimeOffset now)
    {
        var name = path + "." + now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        // Twice in a millisecond: the later one is later by name too.
        while (File.Exists(name) || File.Exists(name + Compressed))
        {
            now = now.AddMilliseconds(1);
            name = path + "." + now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        }

        File.Move(path, name);
        if (compress) Compress(name);
        Trim();
    }

    /// <summary>Waits until what is being compressed is done.</summary>
    public void End() => _compressing.Wait();

    public void Abort() => _stop.Cancel();

    public void Dispose()
    {
        _stop.Cancel();
        _compressing.ContinueWith(_ => _stop.Dispose(), TaskScheduler.Default);
    }

    void Trim()
    {
        foreach (var file in Ours().Order(StringComparer.Ordinal).SkipLast(keep).ToList()) File.Delete(file);
    }

    void Compress(string file) => _compressing = _compressing.ContinueWith(_ => CompressNow(file), TaskScheduler.Default);

    void CompressNow(string file)
    {
        if (_stop.IsCancellationRequested) return;
        var temporary = file + Temporary;
        try
        {
            // The limit of files may have removed it meanwhile.
            if (!File.Exists(file)) return;
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var from = File.OpenRead(file))
            using (var to = new GZipStream(new FileStream(temporary, options), CompressionLevel.Optimal))
            {
                from.CopyToAsync(to, _stop.Token).GetAwaiter().GetResult();
            }

            File.Move(temporary, file + Compressed, overwrite: true);
            File.Delete(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            if (problem is not OperationCanceledException) tell($"{file} stays as it is, it could not be compressed: {problem.Message}");
            TryDelete(temporary);
        }
    }

    IEnumerable<string> Ours() => Directory.EnumerateFiles(_folder, _prefix + "*").Where(IsOurs);

    /// <summary>Named as we name: what else a user keeps here is not ours to remove.</summary>
    bool IsOurs(string file)
    {
        var time = Path.GetFileName(file.AsSpan())[_prefix.Length..];
        if (time.EndsWith(Compressed, StringComparison.Ordinal)) time = time[..^Compressed.Length];
        return DateTime.TryParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The next start removes it.
        }
    }
}
