using Lanner.Events;

namespace Lanner.Capture;

/// <summary>What the probe does with a system call; the bits of probe/event.h. Without <see cref="Ship"/> it reports nothing.</summary>
[Flags]
public enum InterestFlags : byte
{
    None = 0,
    Ship = 1,
    /// <summary>Not when the call failed.</summary>
    NoFailed = 2,
    /// <summary>Not when the call succeeded.</summary>
    NoSuccess = 4,
    /// <summary>For the open family: only opens that may write or create.</summary>
    WriteOpensOnly = 8,
    /// <summary>Opens of the descriptors it names that were held back are told first. Set by the source, not by rules.</summary>
    Descriptors = 16,
    /// <summary>It opens a file and may be held back. Set by the source, not by rules.</summary>
    Opens = 32,
}

/// <summary>One system call of interest, by its name in the system call table.</summary>
public readonly record struct InterestRule(string Syscall, InterestFlags Flags = InterestFlags.Ship)
{
    /// <summary>Rules for all system calls that make one of these events. Events that come from elsewhere need none.</summary>
    public static IEnumerable<InterestRule> For(IEnumerable<EventCode> codes, InterestFlags flags = InterestFlags.Ship) =>
        codes.SelectMany(code => EventTable.Get(code).Syscalls).Distinct(StringComparer.Ordinal).Select(name => new InterestRule(name, flags));
}
