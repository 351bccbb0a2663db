using Lanner.Events;
using Lanner.State;
using Lanner.State.Containers;
using Lanner.State.Users;

namespace Lanner.Recording;

/// <summary>What a capture says of containers, as events: the format has no table of them. Each event is a fresh array.</summary>
static class ContainerStory
{
    const long NoThread = -1;

    /// <summary>Longest text that readers of user events take; a name in a hostile passwd file may be longer.</summary>
    const int MaxText = 1024;

    /// <summary>Everything known of all containers.</summary>
    public static IEnumerable<byte[]> Of(HostState host, ulong timeNs) => host.Containers.All.SelectMany(container => Of(host, container, timeNs));

    /// <summary>What is known of one: its detail, and the users and groups of its own files.</summary>
    public static IEnumerable<byte[]> Of(HostState host, Container container, ulong timeNs)
    {
        if (Detail(container, timeNs) is not { } detail) yield break;
        yield return detail;
        foreach (var accounts in Accounts(host, container, timeNs)) yield return accounts;
    }

    /// <summary>The container event; null while nothing is known but the id.</summary>
    public static byte[]? Detail(Container container, ulong timeNs) => ContainerRecord.Format(container) is { } text
        ? new EventBuilder(EventCode.ContainerEnter, timeNs, NoThread).Add([.. text, 0]).Build()
        : null;

    /// <summary>Users and groups as the container's own files have them.</summary>
    public static IEnumerable<byte[]> Accounts(HostState host, Container container, ulong timeNs)
    {
        if (container.IsHost || !host.Users.TryGetAccounts(container, out var users, out var groups)) yield break;
        foreach (var user in users)
        {
            yield return new EventBuilder(EventCode.UseraddedEnter, timeNs, NoThread)
                .Add(user.Uid).Add(user.Gid).Add(Text(user.Name)).Add(Text(user.Home)).Add(Text(user.Shell)).Add(Text(container.Id)).Build();
        }

        foreach (var group in groups)
        {
            yield return new EventBuilder(EventCode.GroupaddedEnter, timeNs, NoThread)
                .Add(group.Gid).Add(Text(group.Name)).Add(Text(container.Id)).Build();
        }
    }

    static byte[] Text(byte[] text) => [.. text.AsSpan(0, Math.Min(text.Length, MaxText)), 0];
}
