using Lanner.State;

namespace Lanner.Explore.Retelling;

/// <summary>Takes a story piece by piece. Texts are made harmless by who tells them.</summary>
public interface IStoryWriter
{
    /// <summary>What it is about; comes first.</summary>
    /// <param name="root">The first process of the tree; null when the alert has no process.</param>
    void Begin(string file, AlertScene scene, Process? root, TimeSpan around);

    /// <summary>Something a process did.</summary>
    /// <param name="offsetNs">Time from the alert; negative before it.</param>
    /// <param name="depth">Below the root.</param>
    void Step(long offsetNs, int pid, string process, int depth, string what);

    /// <summary>An alert of the tree, in its place.</summary>
    void Alert(long offsetNs, FoundAlert alert, bool isChosen, int depth);

    /// <param name="leftOut">Steps that were too many to tell.</param>
    void End(long leftOut);
}
