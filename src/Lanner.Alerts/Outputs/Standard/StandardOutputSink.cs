using System.Buffers;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>Writes to standard output. When that fails its reader is gone for good.</summary>
sealed class StandardOutputSink(StandardOutputOptions options, SinkContext context) : AlertSink
{
    /// <summary>Alerts written together: a burst costs a few calls of the kernel.</summary>
    const int Together = 64;

    readonly IAlertFormat _format = context.Rendering.CreateFormat();
    readonly ArrayBufferWriter<byte> _lines = new(4096);

    public override int BatchSize => options.Buffered ? Together : 1;

    public override void Send(IReadOnlyList<IAlert> batch)
    {
        _lines.ResetWrittenCount();
        foreach (var alert in batch) _format.Write(alert, _lines);
        try
        {
            context.StandardOutput.Write(_lines.WrittenSpan);
            context.StandardOutput.Flush();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new OutputClosedException(problem.Message);
        }
    }

    /// <summary>Standard output is not ours to close.</summary>
    public override void Dispose()
    {
    }
}
