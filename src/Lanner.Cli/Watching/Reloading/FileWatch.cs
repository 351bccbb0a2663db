using System.Diagnostics;

namespace Lanner.Cli;

/// <summary>Tells when something happened to files, a moment after the last of several changes that come together.</summary>
sealed class FileWatch : IDisposable
{
    /// <summary>Editors and installers write in several steps.</summary>
    static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(200);

    /// <summary>Somebody who never stops writing is no reason never to look.</summary>
    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    readonly Action _changed;
    readonly Action<string> _warn;
    readonly Lock _gate = new();
    readonly Timer _timer;
    List<FileSystemWatcher> _watchers = [];
    long _firstUntold;
    bool _isDisposed;

    /// <param name="changed">Told; perhaps also when nothing relevant changed. Called from any thread.</param>
    /// <param name="warn">Told, once, when changes cannot be noticed, and why.</param>
    public FileWatch(Action changed, Action<string> warn)
    {
        _changed = changed;
        _warn = warn;
        _timer = new Timer(_ => Tell());
    }

    /// <summary>These files and folders from now on, there or not. One thread calls it.</summary>
    public void Watch(IEnumerable<string> paths)
    {
        var folders = new WatchedFolders(paths);
        // The new ones are there before the old ones go: nothing falls between.
        var before = _watchers;
        _watchers = [];
        foreach (var folder in folders.Folders)
        {
            if (Open(folder, folders) is { } watcher) _watchers.Add(watcher);
        }

        foreach (var watcher in before) watcher.Dispose();
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers) watcher.Dispose();
        lock (_gate) _isDisposed = true;
        _timer.Dispose();
    }

    FileSystemWatcher? Open(string folder, WatchedFolders folders)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite };
            FileSystemEventHandler changed = (_, change) => Touched(folders.Concerns(folder, change.Name));
            watcher.Changed += changed;
            watcher.Created += changed;
            watcher.Deleted += changed;
            watcher.Renamed += (_, change) => Touched(folders.Concerns(folder, change.Name) || folders.Concerns(folder, change.OldName));
            // What was missed is unknown.
            watcher.Error += (_, _) => Touched(true);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher?.Dispose();
            if (Directory.Exists(folder)) _warn($"changes in {folder} are not noticed ({problem.Message}); SIGHUP reloads all the same");
            return null;
        }
    }

    void Touched(bool matters)
    {
        if (!matters) return;
        lock (_gate)
        {
            if (_isDisposed) return;
            if (_firstUntold == 0) _firstUntold = Stopwatch.GetTimestamp();
            var left = s_longest - Stopwatch.GetElapsedTime(_firstUntold);
            _timer.Change(left < TimeSpan.Zero ? TimeSpan.Zero : left < s_quiet ? left : s_quiet, Timeout.InfiniteTimeSpan);
        }
    }

    void Tell()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _firstUntold = 0;
        }

        _changed();
    }
}
