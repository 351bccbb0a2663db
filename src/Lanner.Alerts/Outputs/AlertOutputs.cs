using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// Gives every alert to every output. Each output has a bounded queue and a thread of its own, so that one that is slow, stuck or
/// broken holds up neither the others nor the watching.
/// </summary>
public sealed class AlertOutputs : IDisposable
{
    /// <summary>What an output that hangs in a wait gets after it was told to end it.</summary>
    static readonly TimeSpan s_abortWait = TimeSpan.FromSeconds(1);

    readonly List<OutputWorker> _workers = [];
    bool _isComplete;

    /// <summary>Starts every output.</summary>
    /// <param name="outputs">Any number, none included; their options must be free of problems (<see cref="AlertOutputOptions.Check"/>).</param>
    /// <param name="rendering">What alerts look like.</param>
    /// <param name="say">Takes what an operator should know, one sentence: once when an output goes bad, once when it is good again. Called
    /// from the outputs' threads.</param>
    /// <param name="time">The clock of back-off, rotation and limits of time; null for the machine's.</param>
    /// <param name="standardOutput">What stands for standard output; null for the real one.</param>
    public AlertOutputs(IReadOnlyList<AlertOutputOptions> outputs, AlertRendering rendering, Action<string> say, TimeProvider? time = null,
        Stream? standardOutput = null)
    {
        time ??= TimeProvider.System;
        foreach (var options in outputs)
        {
            var health = new OutputHealth(options.Name, options.StoresFirst, say);
            var sink = options.CreateSink(new SinkContext(options.Rendering ?? rendering, time, health, standardOutput ?? new DescriptorStream(1)));
            _workers.Add(new OutputWorker(options.Name, options.QueueCapacity, sink, health, time, why => Closed?.Invoke(options.Name, why)));
        }
    }

    /// <summary>
    /// Adding waits for room instead of dropping, as long as the output works: for a replay, which can wait. Live it must stay false,
    /// or a slow reader of an output would blind the watching.
    /// </summary>
    public bool WaitsForRoom { get; init; }

    /// <summary>
    /// Raised once for an output that nobody reads any more, with its name and why: standard output whose reader went away. From the
    /// output's thread. Every other failure is waited out.
    /// </summary>
    public event Action<string, string>? Closed;

    /// <summary>Of each output, in the order given.</summary>
    public IReadOnlyList<AlertOutputStatistics> Statistics => [.. _workers.Select(w => w.Statistics)];

    /// <summary>Never blocks, unless <see cref="WaitsForRoom"/>. What finds an output's queue full is dropped there and counted.</summary>
    public void Add(IAlert alert)
    {
        foreach (var worker in _workers) worker.Add(alert, WaitsForRoom);
    }

    /// <summary>Files are opened anew by their names, and certificates read again: others may have moved or replaced them.</summary>
    public void Reopen()
    {
        foreach (var worker in _workers) worker.Reopen();
    }

    /// <summary>
    /// Takes no more alerts and waits until those taken are delivered or safe on disk, at most <paramref name="patience"/> and a moment.
    /// An output that fails gets a few attempts more, one after the other.
    /// </summary>
    /// <returns>False when an output did not end in time or alerts were left over; they are counted as dropped.</returns>
    public bool Complete(TimeSpan patience)
    {
        if (_isComplete) return true;
        _isComplete = true;
        var end = TimeProvider.System.GetTimestamp() + (long)(patience.TotalSeconds * TimeProvider.System.TimestampFrequency);
        foreach (var worker in _workers) worker.BeginComplete();
        var late = _workers.Where(w => !w.WaitUntilComplete(Left(end))).ToList();
        foreach (var worker in late) worker.Abort();
        var abortEnd = TimeProvider.System.GetTimestamp() + (long)(s_abortWait.TotalSeconds * TimeProvider.System.TimestampFrequency);
        var hanging = late.Where(w => !w.WaitUntilComplete(Left(abortEnd))).ToList();
        foreach (var worker in hanging) worker.Abandon();
        return hanging.Count == 0 && Statistics.All(s => s.DroppedByReason[(int)AlertDropReason.NotSentAtEnd] == 0);
    }

    public void Dispose()
    {
        Complete(TimeSpan.Zero);
        foreach (var worker in _workers) worker.Dispose();
    }

    static TimeSpan Left(long end)
    {
        var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), end);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
