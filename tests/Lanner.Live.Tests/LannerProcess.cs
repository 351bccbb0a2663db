using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

using Xunit;

namespace Lanner.Live.Tests;

/// <summary>A running `lanner watch --json`, ready when it is handed out.</summary>
sealed partial class LannerProcess : IAsyncDisposable
{
    const int HangUp = 1, Interrupt = 2, Kill = 9, Terminate = 15;

    static readonly TimeSpan startLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan alertLimit = TimeSpan.FromSeconds(20);
    static readonly TimeSpan endLimit = TimeSpan.FromSeconds(20);

    readonly Process process;
    readonly Lock gate = new();
    readonly List<Alert> alerts = [];
    readonly List<string> errorLines = [];
    readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task outputEnd, errorEnd;
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Exception? broken;

    LannerProcess(Process process)
    {
        this.process = process;
        outputEnd = ReadOutput();
        errorEnd = ReadError();
    }

    public int ProcessId => process.Id;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Error
    {
        get { lock (gate) return string.Join('\n', errorLines); }
    }

    /// <summary>The alerts so far.</summary>
    public IReadOnlyList<Alert> Alerts
    {
        get { lock (gate) return [.. alerts]; }
    }

    /// <summary>Starts `lanner watch --json` with further arguments and awaits its READY line. Every alert is told, as tests count them.</summary>
    public static async Task<LannerProcess> Watch(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = Command.Start(Machine.Program, ["watch", "--json", "--fold", "off", .. arguments], environment);
        process.StandardInput.Close();
        var lanner = new LannerProcess(process);
        if (await Task.WhenAny(lanner.ready.Task, lanner.errorEnd, Task.Delay(startLimit)) == lanner.ready.Task) return lanner;
        var error = lanner.Error;
        await lanner.DisposeAsync();
        throw new InvalidOperationException("lanner did not become ready: " + error);
    }

    /// <summary>Watches with the rules of this text.</summary>
    public static async Task<LannerProcess> WatchRules(string rules, IReadOnlyDictionary<string, string>? environment = null, IEnumerable<string>? arguments = null)
    {
        var file = Path.Combine(Path.GetTempPath(), $"lanner-test-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, rules);
        try
        {
            // Who watches notices when its rules go away.
            return await Watch(["--rules", file, "-o", "watch_config_files=false", .. arguments ?? []], environment);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The first alert, past or to come, that fits. None within the limit is an error that names what came instead.</summary>
    public Task<Alert> AlertSuchThat(Func<Alert, bool> fits) => Until(seen => seen.FirstOrDefault(fits));

    /// <summary>The alert of a rule about a container.</summary>
    public Task<Alert> Alert(string rule, ContainerRun about) => AlertSuchThat(alert => alert.Rule == rule && alert.IsAbout(about));

    /// <summary>Looks at all alerts whenever one more came, until `look` returns something.</summary>
    public async Task<T> Until<T>(Func<IReadOnlyList<Alert>, T?> look, TimeSpan? limit = null)
        where T : class
    {
        var deadline = Task.Delay(limit ?? alertLimit);
        while (true)
        {
            Task change;
            Alert[] seen;
            lock (gate)
            {
                if (broken is not null) throw new InvalidOperationException("lanner wrote something that is no alert", broken);
                change = changed.Task;
                seen = [.. alerts];
            }

            if (look(seen) is { } found) return found;
            if (await Task.WhenAny(change, outputEnd, deadline) == change) continue;
            var state = outputEnd.IsCompleted ? "lanner ended" : "nothing more came";
            var lines = string.Join('\n', seen.TakeLast(20).Select(alert => alert.Line));
            throw new TimeoutException($"no such alert; {state}. {seen.Length} alerts, the last:\n{lines}\nstandard error:\n{Error}");
        }
    }

    /// <summary>Awaits a line on standard error that holds this, past or to come.</summary>
    public Task<string> ErrorLine(string part) => Until(_ =>
    {
        lock (gate) return errorLines.Find(line => line.Contains(part, StringComparison.Ordinal));
    });

    /// <summary>Asks it to load configuration and rules anew.</summary>
    public void Reload() => Assert.Equal(0, SendSignal(process.Id, HangUp));

    /// <summary>Sends SIGTERM and awaits the end; returns the exit code. All output has been read then.</summary>
    public Task<int> Stop() => End(Terminate);

    public Task<int> StopByInterrupt() => End(Interrupt);

    public Task<int> StopByKill() => End(Kill);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await End(Kill);
        process.Dispose();
    }

    async Task<int> End(int signal)
    {
        _ = SendSignal(process.Id, signal);
        using var expiry = new CancellationTokenSource(endLimit);
        try
        {
            await process.WaitForExitAsync(expiry.Token);
            await Task.WhenAll(outputEnd, errorEnd).WaitAsync(expiry.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"lanner, or a child that holds its output, did not end after signal {signal}: {Error}");
        }

        return process.ExitCode;
    }

    async Task ReadOutput()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            try
            {
                var alert = Tests.Alert.Parse(line);
                lock (gate) alerts.Add(alert);
            }
            catch (Exception problem) when (problem is System.Text.Json.JsonException or KeyNotFoundException or FormatException
                                                or InvalidOperationException)
            {
                lock (gate) broken ??= new FormatException(line, problem);
            }

            TellChange();
        }
    }

    void TellChange()
    {
        TaskCompletionSource done;
        lock (gate)
        {
            done = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        done.SetResult();
    }

    async Task ReadError()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (gate) errorLines.Add(line);
            TellChange();
            if (ReadyLine().IsMatch(line)) ready.TrySetResult();
        }
    }

    [GeneratedRegex("^READY watching [0-9]+ containers? with [0-9]+ rules?")]
    private static partial Regex ReadyLine();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
