using Lanner.Events;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Recording;

/// <summary>Which events a recording is of. One thread uses it.</summary>
public sealed class RecordingFilter(CompiledFilter filter, PredicateSet set)
{
    readonly Evaluator _evaluator = new(set);
    readonly FieldScratch _scratch = new();

    public CompiledFilter Filter => filter;

    /// <summary>
    /// Whether the event is to be in the recording. While a container's detail is on its way, what could match is: a recording with too
    /// much can be filtered once more, one with too little cannot.
    /// </summary>
    public bool Wants(in EventContext context) => filter.Evaluate(context, _evaluator) != Truth.False;

    /// <summary>Whether the filter could be true for a process, asked of a call that has no event of its own.</summary>
    public bool WantsProcess(HostState host, Process process, ulong nowNs)
    {
        var call = new EventBuilder(EventCode.SyscallExit, nowNs, process.Pid).Build();
        if (!EventView.TryRead(call, default, out var view) || process.Threads.FirstOrDefault(t => t.IsMain) is not { } thread) return false;
        return Wants(new EventContext(view, host, new EventSubject(thread, null), 0, _scratch));
    }
}
