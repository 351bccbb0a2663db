using System.Buffers;
using System.Threading.Channels;

using Lanner.Rules;

namespace Lanner.Alerts;

/// <summary>
/// Writes alerts to a stream from a thread of its own, so that a slow reader of the output never holds up the watching. Every
/// alert is flushed as it is written. When <see cref="Capacity"/> alerts wait, the newest is dropped and counted.
/// </summary>
public sealed class AlertQueue : IDisposable
{
    /// <summary>Alerts that may wait: at about 1 KiB each some 16 MiB, and minutes of an alert storm.</summary>
    public const int Capacity = 16_384;

    readonly Channel<Alert> _waiting = Channel.CreateBounded<Alert>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true, SingleWriter = false });

    readonly IAlertFormat _format;
    readonly Stream _stream;
    readonly Thread _writer;
    long _dropped;
    long _written;

    public AlertQueue(IAlertFormat format, Stream stream)
    {
        _format = format;
        _stream = stream;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "alerts" };
        _writer.Start();
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    public long Written => Interlocked.Read(ref _written);

    /// <summary>Why the stream takes no more (a closed pipe, a full disk); null while it does.</summary>
    public string? Failure { get; private set; }

    /// <summary>Raised once, from the writing thread, when the stream takes no more.</summary>
    public event Action? Failed;

    /// <summary>
    /// Adding waits for room instead of dropping: for a replay, which can wait. Live it must stay false, or a slow reader of the
    /// output would blind the watching.
    /// </summary>
    public bool WaitsForRoom { get; init; }

    public void Add(Alert alert)
    {
        if (_waiting.Writer.TryWrite(alert)) return;
        if (WaitsForRoom) _waiting.Writer.WriteAsync(alert).AsTask().Wait();
        else Interlocked.Increment(ref _dropped);
    }

    /// <summary>Takes no more alerts and waits until those taken are written, at most <paramref name="patience"/>.</summary>
    /// <returns>False when alerts were left over; they are counted as dropped.</returns>
    public bool Complete(TimeSpan patience)
    {
        _waiting.Writer.TryComplete();
        if (_writer.Join(patience)) return true;
        Interlocked.Add(ref _dropped, _waiting.Reader.CanCount ? _waiting.Reader.Count : 0);
        return false;
    }

    public void Dispose() => Complete(TimeSpan.Zero);

    void WriteAll()
    {
        var line = new ArrayBufferWriter<byte>(1024);
        var reader = _waiting.Reader;
        while (true)
        {
            while (reader.TryRead(out var alert)) WriteOne(alert, line);
            // The thread is ours alone, so blocking it is the cheapest way to wait.
            if (!reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult()) return;
        }
    }

    void WriteOne(Alert alert, ArrayBufferWriter<byte> line)
    {
        if (Failure is not null)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        line.ResetWrittenCount();
        _format.Write(alert, line);
        try
        {
            _stream.Write(line.WrittenSpan);
            _stream.Flush();
            Interlocked.Increment(ref _written);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Failure = problem.Message;
            Interlocked.Increment(ref _dropped);
            Failed?.Invoke();
        }
    }
}
