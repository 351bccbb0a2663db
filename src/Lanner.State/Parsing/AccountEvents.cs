using Lanner.Events;
using Lanner.State.Containers;
using Lanner.State.Users;

namespace Lanner.State.Parsing;

/// <summary>Users and groups that a capture tells of, of the host or of a container.</summary>
static class AccountEvents
{
    public static void Apply(in EventView e, EventCode code, UserTable users, ContainerTable containers)
    {
        switch (code)
        {
            case EventCode.UseraddedEnter when TryFindContainer(e.Text(5), containers, out var container):
                users.SetUser(container, new UserEntry(
                    (uint)e.Int64(0), (uint)e.Int64(1), e.Text(2).ToArray(), e.Text(3).ToArray(), e.Text(4).ToArray()));
                break;
            case EventCode.UserdeletedEnter when TryFindContainer(e.Text(5), containers, out var container):
                users.RemoveUser(container, (uint)e.Int64(0));
                break;
            case EventCode.GroupaddedEnter when TryFindContainer(e.Text(2), containers, out var container):
                users.SetGroup(container, new GroupEntry((uint)e.Int64(0), e.Text(1).ToArray()));
                break;
            case EventCode.GroupdeletedEnter when TryFindContainer(e.Text(2), containers, out var container):
                users.RemoveGroup(container, (uint)e.Int64(0));
                break;
        }
    }

    /// <summary>No id is the host's; a short one is the first that begins so.</summary>
    static bool TryFindContainer(ReadOnlySpan<byte> id, ContainerTable containers, out Container container)
    {
        container = Container.Host;
        if (id.IsEmpty || containers.TryGet(id, out container)) return true;
        foreach (var candidate in containers.All)
        {
            if (!id.SequenceEqual(candidate.Id)) continue;
            container = candidate;
            return true;
        }

        return false;
    }
}
