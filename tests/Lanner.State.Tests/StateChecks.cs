using Xunit;

namespace Lanner.State.Tests;

/// <summary>What must hold of a state whatever happened to it.</summary>
static class StateChecks
{
    public static void Check(HostState state)
    {
        var processes = state.Processes.All.ToList();
        Assert.Equal(state.Processes.Count, processes.Count);
        Assert.Equal(processes.Count, processes.Select(process => process.Pid).Distinct().Count());
        var threads = 0;
        foreach (var process in processes)
        {
            Assert.Same(process, state.Processes.FindProcess(process.Pid));
            var children = process.Children.Take(100_000).ToList();
            Assert.Equal(process.ChildCount, children.Count);
            Assert.All(children, child => Assert.Same(process, child.Parent));
            Assert.All(children, child => Assert.Same(child, state.Processes.FindProcess(child.Pid)));
            var own = process.Threads.Take(100_000).ToList();
            Assert.All(own, thread => Assert.Same(thread, state.Processes.Find(thread.Tid)));
            Assert.All(own, thread => Assert.Same(process, thread.Process));
            Assert.Equal(process.ThreadCount, own.Count(thread => !thread.HasExited));
            threads += own.Count;
            CheckDescriptors(process);
        }

        Assert.Equal(state.Processes.ThreadCount, threads);
        CheckDepth(processes);
        Assert.Equal(processes.Sum(process => (long)process.TextSize), state.Statistics.ProcessTextBytes);
        Assert.True(state.Statistics is { Descriptors: >= 0, DescriptorBytes: >= 0, ProcessTextBytes: >= 0 });
        // Tables that are shown by several processes count once.
        Assert.True(state.Statistics.Descriptors <= processes.Sum(process => process.Descriptors.Count));
        Assert.True(state.Statistics.Descriptors >= processes.Select(process => process.Descriptors.Count).DefaultIfEmpty().Max());
    }

    static void CheckDescriptors(Process process)
    {
        var all = process.Descriptors.All.ToList();
        Assert.Equal(process.Descriptors.Count, all.Count);
        Assert.All(all, descriptor => Assert.Same(descriptor, process.Descriptors.Find(descriptor.Number)));
        Assert.Equal(all.Sum(descriptor => (long)descriptor.Size), process.Descriptors.Bytes);
    }

    static void CheckDepth(List<Process> processes)
    {
        foreach (var process in processes)
        {
            var depth = 0;
            for (var at = process.Parent; at is not null; at = at.Parent) Assert.True(++depth <= processes.Count, "parents form a circle");
        }
    }
}
