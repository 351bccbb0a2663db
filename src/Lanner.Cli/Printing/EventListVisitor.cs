using System.Diagnostics;
using System.Text;

using Lanner.Explore.Printing;
using Lanner.Filters;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>Prints the events of a feed until there are enough, or nobody reads them any more.</summary>
sealed class ListState
{
    public long Left;
    public long Suppressed;
    public long FlushedAt = Stopwatch.GetTimestamp();
    public string? Failure;
}

/// <inheritdoc cref="ListState"/>
readonly struct EventListVisitor(EventPrinter printer, LineBuffer lines, EventsOptions options, StopRequest stop, bool isLive, DropReport? drops)
    : IEventVisitor
{
    /// <summary>How long a line may wait for others when it goes to a file or another program.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    readonly byte[][] _suppressed = [.. options.Suppressed.Select(Encoding.UTF8.GetBytes)];
    readonly bool _isTerminal = !Console.IsOutputRedirected;
    readonly ListState _state = new() { Left = options.Count ?? long.MaxValue };

    /// <summary>Events left out because of their process's name.</summary>
    public long Suppressed => _state.Suppressed;

    public void Visit(in EventContext context)
    {
        if (_state.Left == 0) return;
        if (_suppressed.Length > 0 && IsSuppressed(context)) return;
        try
        {
            if (!printer.Print(context)) return;
            if (options.Unbuffered) lines.Flush();
            if (--_state.Left > 0) return;
        }
        catch (IOException problem)
        {
            Fail(problem);
        }

        stop.Ask();
    }

    public void Between(ulong nowNs, IReadOnlyList<Container> changed)
    {
        drops?.Tell(stop.Elapsed);
        if (!lines.HasWaiting || !isLive && !_isTerminal) return;
        if (_isTerminal || Stopwatch.GetElapsedTime(_state.FlushedAt) >= s_patience) Flush();
    }

    /// <summary>Writes what waits; the exit code.</summary>
    public int End()
    {
        if (_state.Failure is null) Flush();
        if (_state.Failure is null)
        {
            printer.Counts?.Write(Console.Out);
            return ExitCode.Done;
        }

        // A reader that has seen enough (head) is no failure.
        if (_state.Failure.Contains("pipe", StringComparison.OrdinalIgnoreCase)) return ExitCode.Done;
        Console.Error.WriteLine($"{options.Program.Name}: events cannot be written: {_state.Failure}");
        return options.Program.Unable;
    }

    bool IsSuppressed(in EventContext context)
    {
        if (context.Process is not { } process) return false;
        foreach (var name in _suppressed)
        {
            if (!process.Name.AsSpan().SequenceEqual(name)) continue;
            _state.Suppressed++;
            return true;
        }

        return false;
    }

    void Flush()
    {
        _state.FlushedAt = Stopwatch.GetTimestamp();
        try
        {
            lines.Flush();
        }
        catch (IOException problem)
        {
            Fail(problem);
            stop.Ask();
        }
    }

    void Fail(IOException problem)
    {
        _state.Failure = problem.Message;
        _state.Left = 0;
    }
}
