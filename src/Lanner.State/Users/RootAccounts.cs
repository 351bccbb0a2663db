using Lanner.State.Containers;

namespace Lanner.State.Users;

/// <summary>The users and groups of one root file system: the host's or a container's.</summary>
sealed class RootAccounts(Container container)
{
    public Container Container { get; } = container;

    public Dictionary<uint, UserEntry> Users { get; } = [];

    public Dictionary<uint, GroupEntry> Groups { get; } = [];

    /// <summary>An answer is on its way.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Earliest time for the next question, ns since the epoch by the clock of events.</summary>
    public ulong NextAskNs { get; set; }
}
