using Lanner.State;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>
/// The leaders of the process's session and groups. A leader need not be an ancestor and may run another program at any time, so
/// these are read for each event.
/// </summary>
static class LeaderFields
{
    /// <summary>Ancestors looked at where the leader itself is gone.</summary>
    const int Deepest = 256;

    public static IEnumerable<FieldDefinition> All =>
    [
        Leader("proc.sname",
            "Name of the session's leader", static process => process.SessionId, isVirtual: true, static leader => leader.Name),
        Leader("proc.sid.exe", "First argument of the session's leader", static process => process.SessionId, isVirtual: true,
            static leader => leader.Exe),
        Leader("proc.sid.exepath", "Path of the program of the session's leader", static process => process.SessionId, isVirtual: true,
            static leader => leader.ExePath),
        Leader("proc.vpgid.name", "Name of the process group's leader, found by its number in the pid namespace",
            static process => process.VirtualPgid, isVirtual: true, static leader => leader.Name),
        Leader("proc.vpgid.exe", "First argument of the process group's leader, found by its number in the pid namespace",
            static process => process.VirtualPgid, isVirtual: true, static leader => leader.Exe),
        Leader("proc.vpgid.exepath", "Path of the program of the process group's leader, found by its number in the pid namespace",
            static process => process.VirtualPgid, isVirtual: true, static leader => leader.ExePath),
        Leader("proc.pgid.name", "Name of the process group's leader", static process => process.Pgid, isVirtual: false,
            static leader => leader.Name),
        Leader("proc.pgid.exe", "First argument of the process group's leader", static process => process.Pgid, isVirtual: false,
            static leader => leader.Exe),
        Leader("proc.pgid.exepath", "Path of the program of the process group's leader", static process => process.Pgid, isVirtual: false,
            static leader => leader.ExePath),
    ];

    static FieldDefinition Leader(string name, string description, Func<Process, long> id, bool isVirtual, Func<Process, byte[]> read) =>
        Define.One(name, Text, Lifetime.Event, description + "; where it is gone, of the oldest ancestor of the same session or group.",
            (in context, ref value) => Find(in context, id, isVirtual) is { } leader && value.Set(read(leader)));

    /// <summary>
    /// The leader's number is its process id. In a pid namespace only the number there is known, which the table cannot be asked
    /// for; then, or when the leader is gone, the oldest ancestor in line with the same number stands for it.
    /// </summary>
    static Process? Find(in EventContext context, Func<Process, long> id, bool isVirtual)
    {
        if (context.Process is not { } process) return null;
        var wanted = id(process);
        if (wanted < 0) return null;
        if ((!isVirtual || process.VirtualPid == process.Pid) && HostReading.FindProcess(context.Host, wanted) is { } leader) return leader;

        var found = process;
        var ancestor = process.Parent;
        for (var level = 0; level < Deepest && ancestor is not null && id(ancestor) == wanted; level++)
        {
            found = ancestor;
            ancestor = ancestor.Parent;
        }

        return found;
    }
}
