using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lanner.Cli;

/// <summary>When to end: Ctrl-C, SIGTERM, a time, or a part of the program that cannot go on. Asked for from any thread.</summary>
sealed class StopRequest : IDisposable
{
    readonly PosixSignalRegistration _interrupt;
    readonly PosixSignalRegistration _terminate;
    readonly TimeSpan? _duration;
    readonly Stopwatch _clock = new();
    volatile bool _asked;
    int _exitCode;

    /// <param name="duration">End after this long, counted from <see cref="StartClock"/>; null for never.</param>
    public StopRequest(TimeSpan? duration = null)
    {
        _duration = duration;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Raised when a stop is asked for; not when the time is up.</summary>
    public event Action? Asked;

    public bool IsAsked => _asked || _duration is { } duration && _clock.Elapsed >= duration;

    /// <summary>Time since <see cref="StartClock"/>.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>What whoever asked first wants the program to end with; <see cref="Lanner.Cli.ExitCode.Done"/> unless something is wrong.</summary>
    public int ExitCode => _exitCode;

    public void StartClock() => _clock.Start();

    public void Ask() => Ask(Cli.ExitCode.Done);

    /// <summary>Asks, and says that the end is no good one.</summary>
    public void Ask(int exitCode)
    {
        if (!_asked) _exitCode = exitCode;
        _asked = true;
        Asked?.Invoke();
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Ask();
    }
}
