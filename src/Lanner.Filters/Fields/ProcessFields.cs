using Lanner.State;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>The process of the event: its program, arguments, identity. All live until it runs another program.</summary>
static class ProcessFields
{
    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("proc.name", Text, Lifetime.Image, "The kernel's short name of the process, at most 15 characters.",
            static (in context, ref value) => context.Process is { } process && value.Set(NameOf(process, in context))),
        Define.One("proc.exe", Text, Lifetime.Image, "The first argument: what the program was told its name is.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.Exe)),
        Define.One("proc.exepath", Text, Lifetime.Image, "Path of the program's file.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.ExePath)),
        Define.Indexed("proc.args", Text, Lifetime.Image, "Arguments after the first, joined by blanks; [N] is one of them, [0] the first.",
            static (in context, index, ref value) =>
                context.Process is { } process && ZeroSeparated.TryGet(process.Args, index, out var found) && value.Set(found),
            static (in context, ref value) => context.Process is { } process && value.Set(process.ArgsText)),
        Define.One("proc.cmdline", Text, Lifetime.Image, "Name and arguments, joined by blanks.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.CommandLine)),
        Define.One("proc.exeline", Text, Lifetime.Image, "First argument and the others, joined by blanks.",
            static (in context, ref value) => context.Process is { } process && value.Set(ExeLine(context.Scratch, process))),
        Define.One("proc.cmdnargs", Unsigned, Lifetime.Image, "Number of arguments after the first.",
            static (in context, ref value) => context.Process is { } process && value.Set((long)ZeroSeparated.Count(process.Args))),
        Define.One("proc.cmdlenargs", Unsigned, Lifetime.Image, "Bytes of all arguments after the first, without what is between them.",
            static (in context, ref value) => context.Process is { } process
                && value.Set((long)(process.Args.Length - process.Args.AsSpan().Count((byte)0)))),
        Define.Keyed("proc.env", Text, Lifetime.Image, FieldArgument.Optional | FieldArgument.Key,
            "Environment, joined by blanks; [NAME] is the value of one variable.",
            static (in context, name, ref value) =>
                context.Process is { } process && ZeroSeparated.TryGetValue(process.Environment, name, out var found) && value.Set(found),
            static (in context, ref value) => context.Process is { } process && value.Set(Joined(context.Scratch, process.Environment))),
        Define.One("proc.cwd", Text, Lifetime.Image, "Working directory, with a closing slash.",
            static (in context, ref value) => context.Process is { } process && value.Set(Cwd(context.Scratch, process))),
        Define.One("proc.tty", Unsigned, Lifetime.Image, "Number of the controlling terminal; 0 without one.",
            static (in context, ref value) => context.Process is { } process && value.Set((ulong)process.Tty)),
        Define.One("proc.pid", Integer, Lifetime.Image, "Process id.",
            static (in context, ref value) => context.Process is { } process && value.Set((long)process.Pid)),
        Define.One("proc.vpid", Integer, Lifetime.Image, "Process id as the process itself sees it, in its pid namespace.",
            static (in context, ref value) => context.Process is { VirtualPid: not -1 } process && value.Set(process.VirtualPid)),
        Define.One("proc.sid", Integer, Lifetime.Image, "Session id.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.SessionId)),
        Define.One("proc.pgid", Integer, Lifetime.Image, "Process group id.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.Pgid)),
        Define.One("proc.vpgid", Integer, Lifetime.Image, "Process group id in the process's pid namespace.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.VirtualPgid)),
        Define.One("proc.is_sid_leader", Bool, Lifetime.Image, "True when the process leads its session.",
            static (in context, ref value) =>
                context.Process is { } process && value.Set(process.VirtualPid >= 0 && process.SessionId == process.VirtualPid)),
        Define.One("proc.is_vpgid_leader", Bool, Lifetime.Image,
            "True when the process leads its group, by the numbers of its pid namespace.",
            static (in context, ref value) =>
                context.Process is { } process && value.Set(process.VirtualPid >= 0 && process.VirtualPgid == process.VirtualPid)),
        Define.One("proc.is_pgid_leader", Bool, Lifetime.Image, "True when the process leads its group, by the host's numbers.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.Pgid == process.Pid)),
        Define.One("proc.is_exe_writable", Bool, Lifetime.Image, "True when the process's user may write the program's file.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.ExeWritable)),
        Define.One("proc.is_exe_upper_layer", Bool, Lifetime.Image,
            "True when the program's file is in a container's writable layer: it was not in the image.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.ExeUpperLayer)),
        Define.One("proc.is_exe_lower_layer", Bool, Lifetime.Image, "True when the program's file comes from a container's image.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.ExeLowerLayer)),
        Define.One("proc.is_exe_from_memfd", Bool, Lifetime.Image, "True when the program ran from anonymous memory, not from a file.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.ExeFromMemFd)),
        Define.One("proc.exe_ino", Integer, Lifetime.Image, "Inode of the program's file.",
            static (in context, ref value) => context.Process is { } process && value.SetIfAny(process.ExeInode)),
        Define.One("thread.cap_permitted", Text, Lifetime.Image, "Permitted capabilities, names joined by blanks.",
            static (in context, ref value) =>
                context.Process is { } process && value.Set(CapabilityNames.Join(context.Scratch, process.CapPermitted))),
        Define.One("thread.cap_inheritable", Text, Lifetime.Image, "Inheritable capabilities, names joined by blanks.",
            static (in context, ref value) =>
                context.Process is { } process && value.Set(CapabilityNames.Join(context.Scratch, process.CapInheritable))),
        Define.One("thread.cap_effective", Text, Lifetime.Image, "Effective capabilities, names joined by blanks.",
            static (in context, ref value) =>
                context.Process is { } process && value.Set(CapabilityNames.Join(context.Scratch, process.CapEffective))),
        Define.One("proc.fdopencount", Unsigned, Lifetime.Event, "Descriptors the process is known to hold.",
            static (in context, ref value) => context.Process is { } process && value.Set((long)process.Descriptors.Count)),
        Define.One("proc.fdlimit", Integer, Lifetime.Event, "How many descriptors the process may hold.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.FdLimit)),
        Define.One("proc.fdusage", Real, Lifetime.Event, "Descriptors held, in percent of the limit.",
            static (in context, ref value) =>
                context.Process is { FdLimit: > 0 } process && value.Set(100.0 * process.Descriptors.Count / process.FdLimit)),
        Define.One("proc.vmsize", Unsigned, Lifetime.Event, "Virtual memory in KiB.",
            static (in context, ref value) => context.Process is { } process && value.Set((ulong)process.VmSizeKiB)),
        Define.One("proc.vmrss", Unsigned, Lifetime.Event, "Resident memory in KiB.",
            static (in context, ref value) => context.Process is { } process && value.Set((ulong)process.VmRssKiB)),
        Define.One("proc.vmswap", Unsigned, Lifetime.Event, "Memory that is swapped out, in KiB.",
            static (in context, ref value) => context.Process is { } process && value.Set((ulong)process.VmSwapKiB)),
        Define.One("proc.nthreads", Unsigned, Lifetime.Event, "Threads of the process, the first included.",
            static (in context, ref value) => context.Process is { } process && value.Set((long)process.ThreadCount)),
        Define.One("proc.nchilds", Unsigned, Lifetime.Event, "Threads of the process beside the first.",
            static (in context, ref value) => context.Process is { } process && value.Set((long)Math.Max(0, process.ThreadCount - 1))),
        .. Standard(0, "stdin", "input"), .. Standard(1, "stdout", "output"), .. Standard(2, "stderr", "error output"),
    ];

    /// <summary>Lists of events have a mark for a process of which nothing but its number is known.</summary>
    static ReadOnlySpan<byte> NameOf(Process process, scoped in EventContext context) =>
        process.Name.Length == 0 && context.Scratch.Form is not null ? "<NA>"u8 : process.Name;

    /// <summary>The first argument and the others, joined by blanks.</summary>
    public static ReadOnlySpan<byte> ExeLine(FieldScratch scratch, Process process)
    {
        if (process.Args.Length == 0) return process.Exe;
        var text = new ScratchText(scratch, process.Exe.Length + 1 + process.Args.Length);
        text.Append(process.Exe);
        text.Append((byte)' ');
        text.AppendJoined(process.Args);
        return text.Text;
    }

    public static ReadOnlySpan<byte> Joined(FieldScratch scratch, byte[] zeroSeparated)
    {
        var text = new ScratchText(scratch, zeroSeparated.Length);
        text.AppendJoined(zeroSeparated);
        return text.Text;
    }

    /// <summary>Rules compare directories with a closing slash, so that /dev/shm does not match /dev/shmem.</summary>
    static ReadOnlySpan<byte> Cwd(FieldScratch scratch, Process process)
    {
        var cwd = process.Cwd;
        if (cwd.Length == 0 || cwd[^1] == '/') return cwd;
        var text = new ScratchText(scratch, cwd.Length + 1);
        text.Append(cwd);
        text.Append((byte)'/');
        return text.Text;
    }

    /// <summary>What one of the first three descriptors is. It may be exchanged at any moment, so it is read for each event.</summary>
    static FieldDefinition[] Standard(long number, string name, string words) =>
    [
        Define.One($"proc.{name}.type", Text, Lifetime.Event, $"Kind of what the process's standard {words} is.",
            (in context, ref value) =>
                context.Process?.Descriptors.Find(number) is { } descriptor && value.SetIfAny(DescriptorKindNames.Word(descriptor.Kind))),
        Define.One($"proc.{name}.name", Text, Lifetime.Event, $"Name of what the process's standard {words} is.",
            (in context, ref value) => context.Process?.Descriptors.Find(number) is { } descriptor && value.Set(descriptor.Name)),
    ];
}
