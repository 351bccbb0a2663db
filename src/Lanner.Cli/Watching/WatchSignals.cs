using System.Runtime.InteropServices;

namespace Lanner.Cli;

/// <summary>Takes a new configuration and new rules while the watch goes on.</summary>
interface IReload
{
    /// <summary>Asks for it; from any thread, and returns at once.</summary>
    void Ask();
}

/// <summary>
/// Signals to a running watch besides those that end it: SIGUSR1 opens output files anew, for whoever moved them away; SIGHUP does the
/// same, and reloads where there is an <see cref="IReload"/>.
/// </summary>
sealed class WatchSignals : IDisposable
{
    const PosixSignal User1 = (PosixSignal)10;

    readonly PosixSignalRegistration _reopen;
    readonly PosixSignalRegistration _hangUp;

    public WatchSignals(WatchSession session, IReload? reload = null)
    {
        _reopen = PosixSignalRegistration.Create(User1, context =>
        {
            context.Cancel = true;
            session.Outputs.Reopen();
        });
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            session.Outputs.Reopen();
            reload?.Ask();
        });
    }

    public void Dispose()
    {
        _reopen.Dispose();
        _hangUp.Dispose();
    }
}
