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
    DateTime _last;

    /// <summary>What an earlier run did not come to.</summary>
    public void Begin()
    {
        if (!Directory.Exists(_folder)) return;
        foreach (var part in Directory.EnumerateFiles(_folder).Where(f => f.EndsWith(Temporary, StringComparison.Ordinal) && IsOurs(f[..^Temporary.Length])))
            File.Delete(part);
        foreach (var file in Ours().Order(StringComparer.Ordinal).ToList())
        {
            _last = TimeOf(file)!.Value;
            if (compress && !file.EndsWith(Compressed, StringComparison.Ordinal)) Compress(file);
        }

        if (!compress) Trim();
    }

    /// <summary>Moves the file away; its name is free then.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void PutAside(DateTimeOffset now)
    {
        // Twice in a millisecond, or the clock was set back: the later one is later by name too.
        _last = now.UtcDateTime > _last ? now.UtcDateTime : _last.AddMilliseconds(1);
        var name = path + "." + _last.ToString(TimeFormat, CultureInfo.InvariantCulture);
        File.Move(path, name);
        if (compress) Compress(name);
        else Trim();
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
        foreach (var file in Ours().Order(StringComparer.Ordinal).SkipLast(keep).ToList()) TryDelete(file);
    }

    /// <summary>The limit of files is looked at afterwards, by the same thread, so that none is removed while it is read.</summary>
    void Compress(string file) => _compressing = _compressing.ContinueWith(_ =>
    {
        CompressNow(file);
        Trim();
    }, TaskScheduler.Default);

    void CompressNow(string file)
    {
        if (_stop.IsCancellationRequested) return;
        var temporary = file + Temporary;
        try
        {
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

    IEnumerable<string> Ours() => Directory.EnumerateFiles(_folder).Where(IsOurs);

    bool IsOurs(string file) => TimeOf(file) is not null;

    /// <summary>Null for what is not named as we name: what else a user keeps here is not ours to remove.</summary>
    DateTime? TimeOf(string file)
    {
        var time = Path.GetFileName(file.AsSpan());
        if (!time.StartsWith(_prefix, StringComparison.Ordinal)) return null;
        time = time[_prefix.Length..];
        if (time.EndsWith(Compressed, StringComparison.Ordinal)) time = time[..^Compressed.Length];
        return DateTime.TryParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : null;
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
