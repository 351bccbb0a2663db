using System.Diagnostics;

using Lanner.Events;
using Lanner.Explore.Chisels;
using Lanner.Explore.Printing;
using Lanner.Filters;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>Hands events and time to chisels, and what they print to standard output.</summary>
/// <param name="count">End after so many events; null for never.</param>
struct ChiselVisitor(IReadOnlyList<ChiselRun> runs, LineBuffer lines, long? count, StopRequest stop, DropReport? drops) : IEventVisitor
{
    /// <summary>How long a line may wait for others when it goes to a file or another program.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    readonly ChiselRun[] _runs = [.. runs];
    readonly bool _isTerminal = !Console.IsOutputRedirected;
    long _left = count ?? long.MaxValue;
    long _flushedAt = Stopwatch.GetTimestamp();
    string? _failure;

    /// <summary>It has had as many events as it was to have, or nobody listens any more: further captures are of no use.</summary>
    public readonly bool IsSatisfied => _failure is not null || _left <= 0 && count is not null;

    /// <summary>To be called when the feed has begun.</summary>
    public void Start(HostState host)
    {
        Do(host, static (run, host) => run.Start(host));
        StopWhenDone();
        Flush();
    }

    public void Visit(in EventContext context)
    {
        if (_left <= 0) return;
        try
        {
            foreach (var run in _runs) run.Visit(context);
        }
        catch (IOException problem)
        {
            Fail(problem);
            return;
        }

        if (count is not null && context.Event.Info.Origin != EventOrigin.MetaEvent && --_left == 0) stop.Ask();
        if (_runs[0].IsDone) StopWhenDone();
    }

    public void Between(ulong nowNs, IReadOnlyList<Container> changed)
    {
        if (drops is not null) Do(nowNs, static (run, now) => run.Pass(now));
        drops?.Tell(stop.Elapsed);
        if (!lines.HasWaiting || drops is null && !_isTerminal) return;
        if (_isTerminal || Stopwatch.GetElapsedTime(_flushedAt) >= s_patience) Flush();
    }

    /// <summary>Lets the chisels end and writes what waits; the exit code.</summary>
    public int End()
    {
        Do(0, static (run, _) => run.End());
        Flush();
        // A reader that has seen enough (head) is no failure.
        if (_failure is null || _failure.Contains("pipe", StringComparison.OrdinalIgnoreCase)) return ExitCode.Done;
        Console.Error.WriteLine($"lanner: what chisels show cannot be written: {_failure}");
        return ExitCode.Unable;
    }

    readonly void StopWhenDone()
    {
        if (Array.TrueForAll(_runs, run => run.IsDone)) stop.Ask();
    }

    void Do<T>(T argument, Action<ChiselRun, T> action)
    {
        if (_failure is not null) return;
        try
        {
            foreach (var run in _runs) action(run, argument);
        }
        catch (IOException problem)
        {
            Fail(problem);
        }
    }

    void Flush()
    {
        _flushedAt = Stopwatch.GetTimestamp();
        if (_failure is not null) return;
        try
        {
            lines.Flush();
        }
        catch (IOException problem)
        {
            Fail(problem);
        }
    }

    void Fail(IOException problem)
    {
        _failure = problem.Message;
        _left = 0;
        stop.Ask();
    }
}
