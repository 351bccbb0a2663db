using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>
/// A plan and rules that are ready to take over: loaded, compiled, and with everything they need reported by the kernel already.
/// </summary>
sealed class Replacement(WatchPlan plan, RuleEngine engine)
{
    readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What cannot change during a watch is in it as it was.</summary>
    public WatchPlan Plan { get; } = plan;

    /// <summary>It has seen no event yet.</summary>
    public RuleEngine Engine { get; } = engine;

    /// <summary>It is at work; what it replaces sees no event any more.</summary>
    public void SetTaken() => _taken.SetResult();

    /// <summary>Waits until it is at work.</summary>
    /// <exception cref="OperationCanceledException">The watch ended before.</exception>
    public void WaitUntilTaken(CancellationToken end) => _taken.Task.Wait(end);
}
