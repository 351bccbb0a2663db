using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lanner.Cli.Tests.Watching;

/// <summary>A watch that goes on, with what it says on standard error. It sees no events.</summary>
sealed partial class RunningWatch : IAsyncDisposable
{
    public const int HangUp = 1, Terminate = 15;

    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly List<string> _lines = [];
    readonly Task<string> _output;
    int _seen;

    RunningWatch(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>What was read of its standard error so far.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Starts it and awaits its READY.</summary>
    public static async Task<RunningWatch> Start(params string[] arguments)
    {
        string[] all = ["watch", "-o", "engine.kind=nodriver", .. arguments];
        var watch = new RunningWatch(Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "lanner"), all)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!);
        await watch.Line("READY");
        return watch;
    }

    public void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Awaits the next line with this in it; lines before it are passed over.</summary>
    public async Task<string> Line(string part)
    {
        using var expiry = new CancellationTokenSource(s_patience);
        try
        {
            while (await _process.StandardError.ReadLineAsync(expiry.Token) is { } line)
            {
                _lines.Add(line);
                if (!line.Contains(part, StringComparison.Ordinal)) continue;
                _seen = _lines.Count;
                return line;
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"no line with '{part}' came, but: {string.Join('\n', _lines.Skip(_seen))}");
        }

        throw new InvalidOperationException($"it ended without a line with '{part}': {string.Join('\n', _lines)}");
    }

    /// <summary>Ends it; what it wrote to standard output, and to standard error after the last line awaited.</summary>
    public async Task<(int Code, string Output, string Errors)> End()
    {
        Send(Terminate);
        using var expiry = new CancellationTokenSource(s_patience);
        var errors = await _process.StandardError.ReadToEndAsync(expiry.Token);
        await _process.WaitForExitAsync(expiry.Token);
        return (_process.ExitCode, await _output, errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
