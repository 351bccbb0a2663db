using System.Buffers;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// Puts every alert into a spool before anything else, and delivers from there with a thread of its own: an alert that was taken is
/// delivered at least once, in order, by this process or a later one.
/// </summary>
sealed class SpooledHttpSink(HttpOutputOptions options, SinkContext context) : AlertSink
{
    readonly IAlertFormat _format = context.Rendering.CreateFormat();
    readonly ArrayBufferWriter<byte> _line = new(1024);
    readonly CancellationTokenSource _abort = new();
    volatile SpoolSender? _sender;

    public override (long Alerts, long Bytes) Spooled => _sender?.Spool.Waiting ?? (0, 0);

    public override void Start() => Sender();

    public override void Send(IReadOnlyList<IAlert> batch)
    {
        _line.ResetWrittenCount();
        _format.Write(batch[0], _line);
        context.Health.Dropped(AlertDropReason.SpoolFull, Sender().Spool.Append(_line.WrittenSpan));
    }

    public override void Reopen() => _sender?.Renew();

    public override void End() => _sender?.End();

    public override void Abort() => _abort.Cancel();

    public override void Dispose() => _sender?.Dispose();

    SpoolSender Sender()
    {
        if (_sender is { } sender) return sender;
        return _sender = new SpoolSender(new Spool(options.SpoolFolder!, options.SpoolMaxBytes), options, context, _abort.Token);
    }
}
