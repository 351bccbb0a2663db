using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters;

/// <summary>
/// What a predicate that only looks at an event's type (evt.type, evt.category, evt.is_io, ...) says of each code, found by asking it about
/// an empty event of that code. Generic system call events carry the call's number: asked for each call that has no event of its
/// own.
/// </summary>
sealed class EventCodeOutcomes
{
    static readonly HashSet<string> s_fields =
    [
        "evt.type", "evt.type.is", "evt.dir", "evt.category", "syscall.type", "evt.is_io", "evt.is_io_read", "evt.is_io_write", "evt.io_dir", "evt.is_wait",
    ];

    static readonly HostState s_host = new();

    /// <summary>Numbers of the system calls that arrive as the generic event.</summary>
    static readonly int[] s_generic = [.. SyscallTable.All
        .Where(call => !EventTable.Named(call.Name).Any(e => e.Status == EventStatus.Live && e.Origin == EventOrigin.Syscall))
        .Select(call => call.Code)];

    readonly FieldScratch _scratch = new();
    readonly WorkingMemory _memory = new();
    readonly bool?[] _byCode = new bool?[EventTable.CodeCount];
    readonly Dictionary<int, bool> _bySyscall = [];

    EventCodeOutcomes(Predicate predicate)
    {
        foreach (var info in EventTable.All)
        {
            if (info.Status == EventStatus.Unused || IsGeneric(info.Code)) continue;
            // Of reads and writes the category depends on the descriptor.
            if (predicate.Fields.Any(f => f.Definition.Name == "evt.category") && info.Category.StartsWith("IO_", StringComparison.Ordinal)) continue;
            _byCode[(int)info.Code] = Ask(predicate, new EventBuilder(info.Code, 0, 0).Build());
        }

        foreach (var call in s_generic)
            _bySyscall[call] = Ask(predicate, new EventBuilder(EventCode.SyscallExit, 0, 0).Add(call).Build());
        var agree = _bySyscall.Values.Distinct().ToArray();
        if (agree.Length != 1) return;
        _byCode[(int)EventCode.SyscallExit] = agree[0];
        _byCode[(int)EventCode.SyscallEnterOld0] = agree[0];
    }

    public static ReadOnlySpan<int> GenericSyscalls => s_generic;

    public static bool IsGeneric(EventCode code) => code is EventCode.SyscallExit or EventCode.SyscallEnterOld0;

    /// <summary>The outcomes; null for a predicate that looks at more than the type.</summary>
    public static EventCodeOutcomes? Of(Predicate predicate) =>
        predicate.Fields.Any() && predicate.Fields.All(field => s_fields.Contains(field.Definition.Name)) ? new EventCodeOutcomes(predicate) : null;

    public bool? For(EventCode code) => (int)code < _byCode.Length ? _byCode[(int)code] : null;

    /// <summary>For the generic event of a system call.</summary>
    public bool? ForSyscall(int call) => _bySyscall.TryGetValue(call, out var outcome) ? outcome : null;

    bool Ask(Predicate predicate, byte[] bytes)
    {
        EventView.TryRead(bytes, default, out var view);
        return predicate.Test(new EventContext(view, s_host, default, 0, _scratch), _memory);
    }
}
