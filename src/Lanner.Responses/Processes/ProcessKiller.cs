using Lanner.Responses.Planning;
using Lanner.Responses.Records;

namespace Lanner.Responses.Processes;

/// <summary>
/// Ends the process of an event, and that one only: it is held first, then it is made sure that it is the one, and the signal goes to what
/// is held.
/// </summary>
sealed class ProcessKiller(IProcesses processes, ProcessGuard guard)
{
    const int KillSignal = 9;
    const int StopSignal = 19;

    /// <summary>A process that is killed ends at once, unless it is in the middle of a call that cannot be broken off.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Processes of a tree that are ended at most.</summary>
    const int MaxTree = 1024;

    /// <summary>How often new children are looked for; those stopped make none.</summary>
    const int MaxRounds = 8;

    public ResponseOutcome Kill(ResponseTarget target, bool tree, bool dryRun)
    {
        try
        {
            using var process = processes.Open(target.Pid);
            if (process?.Read() is not { } facts) return new ResponseOutcome(OutcomeKind.Already, "it had ended");
            if (guard.WhyNot(facts, target) is { } why) return new ResponseOutcome(OutcomeKind.Spared, why);
            if (dryRun) return new ResponseOutcome(OutcomeKind.WouldDo);
            return tree ? KillTree(process, target) : KillOne(process);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new ResponseOutcome(OutcomeKind.Failed, problem.Message);
        }
    }

    static ResponseOutcome KillOne(IProcess process)
    {
        if (!process.Signal(KillSignal)) return new ResponseOutcome(OutcomeKind.Already, "it had ended");
        return process.WaitForEnd(s_patience) ? new ResponseOutcome(OutcomeKind.Done)
            : new ResponseOutcome(OutcomeKind.Failed, $"it was told to end and has not after {s_patience.TotalSeconds:0} s");
    }

    /// <summary>All are stopped before the first is ended, so that none can start another one meanwhile.</summary>
    ResponseOutcome KillTree(IProcess root, ResponseTarget target)
    {
        var held = new Dictionary<int, IProcess> { [root.Pid] = root };
        try
        {
            root.Signal(StopSignal);
            for (var round = 0; round < MaxRounds && held.Count < MaxTree; round++)
            {
                if (!HoldChildren(held, target)) break;
            }

            foreach (var process in held.Values) process.Signal(KillSignal);
            var left = held.Values.Count(process => !process.WaitForEnd(s_patience / 2));
            return left == 0 ? new ResponseOutcome(OutcomeKind.Done, held.Count == 1 ? "it had started none" : $"{held.Count} processes")
                : new ResponseOutcome(OutcomeKind.Failed, $"{left} of {held.Count} processes were told to end and have not");
        }
        finally
        {
            foreach (var process in held.Values)
            {
                if (process != root) process.Dispose();
            }
        }
    }

    /// <summary>False when there were no more.</summary>
    bool HoldChildren(Dictionary<int, IProcess> held, ResponseTarget target)
    {
        var found = false;
        foreach (var (pid, parent) in processes.List())
        {
            if (held.ContainsKey(pid) || !held.ContainsKey(parent) || held.Count >= MaxTree) continue;
            var child = processes.Open(pid);
            // Read again under the hold: the number may have changed hands since the list was made.
            if (child?.Read() is { } facts && held.ContainsKey(facts.ParentPid) && guard.WhyNotDescendant(facts, target) is null && child.Signal(StopSignal))
            {
                held.Add(pid, child);
                found = true;
            }
            else
            {
                child?.Dispose();
            }
        }

        return found;
    }
}
