using System.Buffers;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>Posts alerts from memory: those that the server does not take for now wait in the output's queue.</summary>
sealed class HttpSink(HttpOutputOptions options, SinkContext context) : AlertSink
{
    readonly IAlertFormat _format = context.Rendering.CreateFormat();
    readonly ArrayBufferWriter<byte> _lines = new(4096);
    readonly HttpDelivery _delivery = new(options, context);
    readonly CancellationTokenSource _abort = new();

    public override int BatchSize => options.BatchSize;

    public override void Send(IReadOnlyList<IAlert> batch)
    {
        _lines.ResetWrittenCount();
        foreach (var alert in batch) _format.Write(alert, _lines);
        _delivery.Deliver(_lines.WrittenMemory, batch.Count, _abort.Token);
    }

    public override void Reopen() => _delivery.Renew();

    public override void Abort() => _abort.Cancel();

    public override void Dispose() => _delivery.Dispose();
}
