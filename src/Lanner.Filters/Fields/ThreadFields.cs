using Lanner.Events;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>The thread of the event: its numbers, processor time, memory and control groups.</summary>
static class ThreadFields
{
    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("thread.tid", Integer, Lifetime.Event, "Id of the thread, as the host numbers it.",
            static (in context, ref value) => context.Event.Tid is var tid and >= -1 and <= uint.MaxValue && value.Set(tid)),
        Define.One("thread.vtid", Integer, Lifetime.Event, "Thread id in its pid namespace.",
            static (in context, ref value) => context.Thread is { VirtualTid: not -1 } thread && value.Set(thread.VirtualTid)),
        Define.One("thread.ismain", Bool, Lifetime.Event, "True for the first thread of a process.",
            static (in context, ref value) => context.Thread is { } thread && value.Set(thread.IsMain)),
        Define.One("thread.nametid", Text, Lifetime.Event, "Name and thread id, put together.",
            static (in context, ref value) =>
            {
                if (context.Thread is not { } thread) return false;
                var text = new ScratchText(context.Scratch, 64);
                text.Append(thread.Name);
                text.Append(context.Event.Tid);
                return value.Set(text.Text);
            }),
        Define.One("thread.exectime", RelativeTime, Lifetime.Event,
            "Nanoseconds the thread had the processor before it was switched out; 0 for other events.",
            static (in context, ref value) => value.Set(ProcessorTime.LastSlice(in context))),
        Define.One("thread.totexectime", RelativeTime, Lifetime.Event,
            "Nanoseconds of processor time of the thread so far, from switch events.",
            static (in context, ref value) => context.Thread is { } thread && value.Set(ProcessorTime.Total(in context, thread))),
        Define.One("thread.cpu", Real, Lifetime.Event, "Processor time of the thread since its last statistics, in percent.",
            static (in context, ref value) =>
                ProcessorTime.TryGetShare(in context, user: true, system: true, out var share) && value.Set(share)),
        Define.One("thread.cpu.user", Real, Lifetime.Event, "The part of thread.cpu spent in the program.",
            static (in context, ref value) =>
                ProcessorTime.TryGetShare(in context, user: true, system: false, out var share) && value.Set(share)),
        Define.One("thread.cpu.system", Real, Lifetime.Event, "The part of thread.cpu spent in the kernel.",
            static (in context, ref value) =>
                ProcessorTime.TryGetShare(in context, user: false, system: true, out var share) && value.Set(share)),
        Define.One("thread.vmsize", Unsigned, Lifetime.Event, "Virtual memory in KiB, for first threads; 0 for others.",
            static (in context, ref value) => context.Thread is { } thread && value.Set(thread.IsMain ? thread.Process.VmSizeKiB : 0UL)),
        Define.One("thread.vmrss", Unsigned, Lifetime.Event, "Resident memory in KiB, for first threads; 0 for others.",
            static (in context, ref value) => context.Thread is { } thread && value.Set(thread.IsMain ? thread.Process.VmRssKiB : 0UL)),
        Define.One("thread.vmsize.b", Unsigned, Lifetime.Event, "Virtual memory in bytes, for first threads; 0 for others.",
            static (in context, ref value) =>
                context.Thread is { } thread && value.Set(thread.IsMain ? thread.Process.VmSizeKiB * 1024UL : 0UL)),
        Define.One("thread.vmrss.b", Unsigned, Lifetime.Event, "Resident memory in bytes, for first threads; 0 for others.",
            static (in context, ref value) =>
                context.Thread is { } thread && value.Set(thread.IsMain ? thread.Process.VmRssKiB * 1024UL : 0UL)),
        Define.One("thread.pfmajor", Unsigned, Lifetime.Event, "Page faults so far that had to read from a disk.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.MajorFaults)),
        Define.One("thread.pfminor", Unsigned, Lifetime.Event, "Page faults so far that did not have to read from a disk.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.MinorFaults)),
        Define.One("thread.cgroups", Text, Lifetime.Event, "Control groups, as subsystem=path joined by blanks.",
            static (in context, ref value) =>
                context.Process is { } process && value.SetIfAny(ProcessFields.Joined(context.Scratch, process.Cgroups))),
        Define.Keyed("thread.cgroup", Text, Lifetime.Event, FieldArgument.Dotted, "Path of the control group in one subsystem.",
            static (in context, subsystem, ref value) =>
                context.Process is { } process && ZeroSeparated.TryGetValue(process.Cgroups, subsystem, out var found) && value.Set(found)),
    ];
}
