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

    readonly Action<string> _say;
    readonly TimeProvider _time;
    readonly Stream? _standardOutput;
    readonly List<OutputWorker> _former = [];
    volatile Output[] _outputs;
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
        _say = say;
        _time = time ?? TimeProvider.System;
        _standardOutput = standardOutput;
        _outputs = [.. outputs.Select(options => Open(options, rendering))];
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

    /// <summary>Of each output, in the order given; then of outputs that were given up and had losses.</summary>
    public IReadOnlyList<AlertOutputStatistics> Statistics => [.. Workers.Select(w => w.Statistics)];

    /// <summary>Never blocks, unless <see cref="WaitsForRoom"/>. What finds an output's queue full is dropped there and counted.</summary>
    public void Add(IAlert alert)
    {
        foreach (var output in _outputs) output.Worker.Add(alert, WaitsForRoom);
    }

    /// <summary>Files are opened anew by their names, and certificates read again: others may have moved or replaced them.</summary>
    public void Reopen()
    {
        foreach (var output in _outputs) output.Worker.Reopen();
    }

    /// <summary>
    /// Other outputs from now on; for the thread that adds. Those that are given as they were go on undisturbed. One that is given with
    /// other options keeps what waits for it, and delivers it by the new ones; its queue is as long as it was. One that is not given any
    /// more delivers what it took, as at the end, and ends.
    /// </summary>
    public void Replace(IReadOnlyList<AlertOutputOptions> outputs, AlertRendering rendering)
    {
        var left = _outputs.ToList();
        var now = new List<Output>();
        foreach (var options in outputs)
        {
            var output = left.Find(o => o.Options.Name == options.Name && o.Options.StoresFirst == options.StoresFirst);
            if (output is null)
            {
                now.Add(Open(options, rendering));
                continue;
            }

            left.Remove(output);
            now.Add(output with { Options = options, Rendering = rendering });
            if (OutputComparison.AreSame(output.Options, options) && OutputComparison.AreSame(options.Rendering ?? output.Rendering, options.Rendering ?? rendering)) continue;
            output.Worker.Change(() => CreateSink(options, rendering, output.Health));
        }

        _outputs = [.. now];
        lock (_former)
        {
            _former.RemoveAll(worker => worker.IsDone);
            _former.AddRange(left.Select(output => output.Worker));
        }

        foreach (var output in left) output.Worker.BeginComplete();
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
        var workers = Workers;
        foreach (var worker in workers) worker.BeginComplete();
        var late = workers.Where(w => !w.WaitUntilComplete(Left(end))).ToList();
        foreach (var worker in late) worker.Abort();
        var abortEnd = TimeProvider.System.GetTimestamp() + (long)(s_abortWait.TotalSeconds * TimeProvider.System.TimestampFrequency);
        var hanging = late.Where(w => !w.WaitUntilComplete(Left(abortEnd))).ToList();
        foreach (var worker in hanging) worker.Abandon();
        return hanging.Count == 0 && Statistics.All(s => s.DroppedByReason[(int)AlertDropReason.NotSentAtEnd] == 0);
    }

    public void Dispose()
    {
        Complete(TimeSpan.Zero);
        foreach (var worker in Workers) worker.Dispose();
    }

    List<OutputWorker> Workers
    {
        get
        {
            lock (_former) return [.. _outputs.Select(output => output.Worker), .. _former];
        }
    }

    Output Open(AlertOutputOptions options, AlertRendering rendering)
    {
        var health = new OutputHealth(options.Name, options.StoresFirst, _say);
        var sink = CreateSink(options, rendering, health);
        return new Output(options, rendering, health, new OutputWorker(options.Name, options.QueueCapacity, sink, health, _time, why => Closed?.Invoke(options.Name, why)));
    }

    AlertSink CreateSink(AlertOutputOptions options, AlertRendering rendering, OutputHealth health) =>
        options.CreateSink(new SinkContext(options.Rendering ?? rendering, _time, health, _standardOutput ?? new DescriptorStream(DescriptorStream.StandardOutput)));

    static TimeSpan Left(long end)
    {
        var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), end);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    sealed record Output(AlertOutputOptions Options, AlertRendering Rendering, OutputHealth Health, OutputWorker Worker);
}
