using System.Diagnostics;
using System.Text.Json;

namespace Lanner.Live.Tests;

/// <summary>A running <c>lanner events -j -c</c>, ready when it is handed out; each object it prints is kept.</summary>
sealed class RunningChisel : IAsyncDisposable
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly Lock _gate = new();
    readonly List<JsonElement> _objects = [];
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _output;
    readonly Task<string> _errors;
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    RunningChisel(Process process)
    {
        _process = process;
        _errors = ReadErrors();
        _output = ReadOutput();
    }

    /// <summary>Objects so far.</summary>
    public int Count
    {
        get { lock (_gate) return _objects.Count; }
    }

    public static async Task<RunningChisel> Start(string[] options, string chisel, string filter)
    {
        var process = Command.Start(Machine.Program, ["events", .. options, "-j", "-c", chisel, filter]);
        process.StandardInput.Close();
        var running = new RunningChisel(process);
        if (await Task.WhenAny(running._ready.Task, running._errors, Task.Delay(s_limit)) == running._ready.Task) return running;
        await running.DisposeAsync();
        throw new InvalidOperationException($"{chisel} did not become ready: {await running._errors}");
    }

    /// <summary>The objects from that number on.</summary>
    public List<JsonElement> Since(int first)
    {
        lock (_gate) return _objects[first..];
    }

    /// <summary>The first object, past or to come, that fits.</summary>
    public async Task<JsonElement> Table(Func<JsonElement, bool> fits, int after = 0)
    {
        var deadline = Task.Delay(s_limit);
        while (true)
        {
            Task change;
            List<JsonElement> seen;
            lock (_gate)
            {
                change = _changed.Task;
                seen = _objects[after..];
            }

            if (seen.FindIndex(one => fits(one)) is var index and >= 0) return seen[index];
            if (await Task.WhenAny(change, _output, deadline) != change) throw new TimeoutException($"no such object; the last of {seen.Count}: {seen.LastOrDefault()}");
        }
    }

    /// <summary>Awaits so many objects in all.</summary>
    public async Task Tables(int count)
    {
        if (Count < count) await Table(_ => Count >= count);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _output;
        _process.Dispose();
    }

    async Task ReadOutput()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            TaskCompletionSource done;
            lock (_gate)
            {
                _objects.Add(JsonDocument.Parse(line).RootElement.Clone());
                done = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            done.SetResult();
        }
    }

    async Task<string> ReadErrors()
    {
        var all = "";
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            all += line + "\n";
            if (line.StartsWith("READY", StringComparison.Ordinal)) _ready.TrySetResult();
        }

        return all;
    }
}
