using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Lanner.State.Users;

/// <summary>
/// Reads the account files of the host and of containers in the background. A container's files are hostile: their size is
/// bounded, and a read that does not come back (a file system whose server sleeps) is given up; the thread it holds is counted, and
/// past a limit nothing more is read.
/// </summary>
public sealed class ContainerAccounts : IAccountSource, IAsyncDisposable
{
    /// <summary>Largest account file taken.</summary>
    const int MaxFileSize = 1 << 20;

    /// <summary>Most of a process's cgroups that is looked at.</summary>
    const int MaxCgroupSize = 1 << 16;

    const int MaxRequests = 256;
    const int MaxStuck = 16;

    readonly Channel<AccountRequest> _requests = Channel.CreateBounded<AccountRequest>(new BoundedChannelOptions(MaxRequests) { SingleReader = true });
    readonly ConcurrentQueue<AccountAnswer> _answers = new();
    readonly string _procPath;
    readonly string _hostRoot;
    readonly int _limit;
    readonly TimeSpan _patience;
    readonly Task _worker;
    int _stuck;

    /// <param name="procPath">Where the host's /proc is mounted.</param>
    /// <param name="hostRoot">The host's root directory.</param>
    /// <param name="limit">Most entries taken from a file; <see cref="StateOptions.MaxUsersPerRoot"/>.</param>
    /// <param name="patience">How long a read may take; 2 seconds when null.</param>
    public ContainerAccounts(string procPath = "/proc", string hostRoot = "/", int limit = 8192, TimeSpan? patience = null)
    {
        _procPath = procPath;
        _hostRoot = hostRoot;
        _limit = limit;
        _patience = patience ?? TimeSpan.FromSeconds(2);
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Reads that did not come back yet.</summary>
    public int Stuck => Volatile.Read(ref _stuck);

    public bool Request(AccountRequest request) => _requests.Writer.TryWrite(request);

    public bool TryTake(out AccountAnswer answer) => _answers.TryDequeue(out answer);

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _worker.ConfigureAwait(false);
    }

    async Task WorkAsync()
    {
        await foreach (var request in _requests.Reader.ReadAllAsync().ConfigureAwait(false))
            _answers.Enqueue(await ReadWithPatienceAsync(request).ConfigureAwait(false));
    }

    async Task<AccountAnswer> ReadWithPatienceAsync(AccountRequest request)
    {
        var failed = new AccountAnswer(request.Owner, null, null);
        if (Stuck >= MaxStuck) return failed;
        Interlocked.Increment(ref _stuck);
        var read = Task.Factory.StartNew(() => Read(request), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var counted = read.ContinueWith(_ => Interlocked.Decrement(ref _stuck), TaskScheduler.Default);
        var first = await Task.WhenAny(counted, Task.Delay(_patience)).ConfigureAwait(false);
        return ReferenceEquals(first, counted) && read.IsCompletedSuccessfully ? await read.ConfigureAwait(false) : failed;
    }

    AccountAnswer Read(AccountRequest request)
    {
        using var root = OpenRoot(request);
        if (root.IsInvalid) return new AccountAnswer(request.Owner, null, null);
        var passwd = ReadFile(root, "etc/passwd");
        var group = ReadFile(root, "etc/group");
        // No file is an answer too: an image made from nothing has no names.
        return new AccountAnswer(
            request.Owner, AccountFiles.ReadUsers(passwd ?? [], _limit), AccountFiles.ReadGroups(group ?? [], _limit));
    }

    static byte[]? ReadFile(SafeFileHandle root, string path)
    {
        using var file = RootFiles.OpenPlainFile(root, path);
        return file.IsInvalid ? null : RootFiles.ReadAtMost(file, MaxFileSize);
    }

    SafeFileHandle OpenRoot(AccountRequest request)
    {
        if (request.CgroupName.Length == 0) return RootFiles.OpenDirectory(_hostRoot);
        using var process = RootFiles.OpenDirectory(Path.Join(_procPath, request.Pid.ToString(CultureInfo.InvariantCulture)));
        // The number may be another process's by now: its cgroups must name the container.
        if (!process.IsInvalid && NamesContainer(process, request.CgroupName))
        {
            var root = RootFiles.OpenDirectory("root", process);
            if (!root.IsInvalid) return root;
            root.Dispose();
        }

        return request.MergedRoot.Length > 0 ? RootFiles.OpenDirectory(Path.Join(_hostRoot, Encoding.UTF8.GetString(request.MergedRoot))) : new();
    }

    static bool NamesContainer(SafeFileHandle process, byte[] name)
    {
        using var file = RootFiles.OpenProcFile(process, "cgroup");
        return !file.IsInvalid && RootFiles.ReadAtMost(file, MaxCgroupSize) is { } text && text.AsSpan().IndexOf(name) >= 0;
    }
}
