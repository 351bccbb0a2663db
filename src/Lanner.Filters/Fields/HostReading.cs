using Lanner.State;
using Lanner.State.Users;

namespace Lanner.Filters.Fields;

/// <summary>What fields ask of the host as a whole, beside the event's own process and descriptor.</summary>
static class HostReading
{
    public static Process? FindProcess(HostState host, long pid) => host.Processes.FindProcess(pid);

    public static ProcessThread? FindThread(HostState host, long tid) => host.Processes.Find(tid);

    public static UserEntry? FindUser(HostState host, Process? process, uint uid) =>
        process is not null && host.Users.TryGetUser(process, uid, out var user) ? user : null;

    public static GroupEntry? FindGroup(HostState host, Process? process, uint gid) =>
        process is not null && host.Users.TryGetGroup(process, gid, out var group) ? group : null;
}
