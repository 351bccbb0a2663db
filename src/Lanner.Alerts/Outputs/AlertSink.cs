using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// The far end of an output, used by the output's own thread alone except for <see cref="Abort"/>. What is thrown says what becomes
/// of the alerts: <see cref="OutputUnavailableException"/> and errors of input and output keep them for another attempt,
/// <see cref="AlertRefusedException"/> drops them, <see cref="OutputClosedException"/> drops these and all that follow.
/// </summary>
abstract class AlertSink : IDisposable
{
    /// <summary>Alerts that one <see cref="Send"/> takes at most.</summary>
    public virtual int BatchSize => 1;

    /// <summary>Alerts and bytes on disk.</summary>
    public virtual (long Alerts, long Bytes) Spooled => (0, 0);

    /// <summary>Called first, so that what is wrong is known before the first alert.</summary>
    public virtual void Start()
    {
    }

    /// <summary>Delivers all or throws; then none counts as delivered.</summary>
    public abstract void Send(IReadOnlyList<IAlert> batch);

    /// <summary>Files may have been moved by others: open them anew.</summary>
    public virtual void Reopen()
    {
    }

    /// <summary>The last alert was sent: end what runs, in order. May take until <see cref="Abort"/>.</summary>
    public virtual void End()
    {
    }

    /// <summary>From another thread: patience is over, whatever is being waited for must end now.</summary>
    public virtual void Abort()
    {
    }

    public abstract void Dispose();
}

/// <summary>What a sink is given by the output it belongs to.</summary>
/// <param name="Rendering">What alerts look like.</param>
/// <param name="Time">The clock.</param>
/// <param name="Health">Where a sink with a thread of its own reports what it did.</param>
/// <param name="StandardOutput">Standard output, or what stands for it.</param>
sealed record SinkContext(AlertRendering Rendering, TimeProvider Time, OutputHealth Health, Stream StandardOutput);
