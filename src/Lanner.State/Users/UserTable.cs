using System.Diagnostics.CodeAnalysis;
using Lanner.Events;
using Lanner.State.Containers;

namespace Lanner.State.Users;

/// <summary>
/// Names of users and groups, by where the process lives: a container's numbers mean what its own passwd and group files say, and
/// the host's names are never used for them. Files are read in the background when a number is first asked for; until then only
/// 0 has a name. Owned by the event thread.
/// </summary>
public sealed class UserTable
{
    /// <summary>A number that is not in the files may be a new user; the files are read again at most this often.</summary>
    const ulong AskAgainNs = 5_000_000_000;

    static readonly UserEntry s_root = new(0, 0, "root"u8.ToArray(), "/root"u8.ToArray(), []);
    static readonly GroupEntry s_rootGroup = new(0, "root"u8.ToArray());

    readonly StateOptions _options;
    readonly IAccountSource? _source;
    readonly RootAccounts _host = new(Container.Host);
    readonly Dictionary<Container, RootAccounts> _containers = [];
    readonly List<Container> _changed = [];

    internal UserTable(StateOptions options, IAccountSource? source)
    {
        _options = options;
        _source = source;
    }

    /// <summary>Users known of the host.</summary>
    public int HostUserCount => _host.Users.Count;

    /// <summary>Containers whose accounts are known or asked for.</summary>
    public int ContainerCount => _containers.Count;

    /// <summary>The host's users, in no order.</summary>
    public IEnumerable<UserEntry> HostUsers => _host.Users.Values;

    /// <summary>Containers, the host among them, whose accounts the last <see cref="HostState.Drain"/> brought.</summary>
    public IReadOnlyList<Container> Changed => _changed;

    /// <summary>The host's groups, in no order.</summary>
    public IEnumerable<GroupEntry> HostGroups => _host.Groups.Values;

    /// <summary>Set before each event: when to ask again.</summary>
    internal ulong NowNs { get; set; }

    /// <summary>The user of that number where the process lives. Allocates only when a container is asked about first.</summary>
    public bool TryGetUser(Process process, uint uid, [NotNullWhen(true)] out UserEntry? user)
    {
        var accounts = AccountsOf(process.Container);
        if (accounts.Users.TryGetValue(uid, out user)) return true;
        if (uid == uint.MaxValue) return false;
        Ask(accounts, process);
        if (uid != 0) return false;
        user = s_root;
        return true;
    }

    /// <summary>The group of that number where the process lives.</summary>
    public bool TryGetGroup(Process process, uint gid, [NotNullWhen(true)] out GroupEntry? group)
    {
        var accounts = AccountsOf(process.Container);
        if (accounts.Groups.TryGetValue(gid, out group)) return true;
        if (gid == uint.MaxValue) return false;
        Ask(accounts, process);
        if (gid != 0) return false;
        group = s_rootGroup;
        return true;
    }

    /// <summary>What is known of a container's own users and groups, in no order; false when nothing is. Asks nobody.</summary>
    public bool TryGetAccounts(Container container, out IReadOnlyCollection<UserEntry> users, out IReadOnlyCollection<GroupEntry> groups)
    {
        var accounts = container.IsHost ? _host : _containers.GetValueOrDefault(container);
        users = accounts?.Users.Values ?? (IReadOnlyCollection<UserEntry>)[];
        groups = accounts?.Groups.Values ?? (IReadOnlyCollection<GroupEntry>)[];
        return users.Count + groups.Count > 0;
    }

    internal void SetHostUser(UserSnapshot user) => SetUser(Container.Host, new UserEntry(user.Uid, user.Gid, user.Name, user.Home, user.Shell));

    internal void SetHostGroup(GroupSnapshot group) => SetGroup(Container.Host, new GroupEntry(group.Gid, group.Name));

    internal void SetUser(Container container, UserEntry user)
    {
        var users = AccountsOf(container).Users;
        if (users.Count < _options.MaxUsersPerRoot || users.ContainsKey(user.Uid)) users[user.Uid] = user;
    }

    internal void SetGroup(Container container, GroupEntry group)
    {
        var groups = AccountsOf(container).Groups;
        if (groups.Count < _options.MaxUsersPerRoot || groups.ContainsKey(group.Gid)) groups[group.Gid] = group;
    }

    internal void RemoveUser(Container container, uint uid) => AccountsOf(container).Users.Remove(uid);

    internal void RemoveGroup(Container container, uint gid) => AccountsOf(container).Groups.Remove(gid);

    /// <summary>Takes what was read. Calls <paramref name="changed"/> for every root whose names are now different.</summary>
    internal bool Drain(Action<Container> changed)
    {
        _changed.Clear();
        if (_source is null) return false;
        while (_source.TryTake(out var answer))
        {
            if (answer.Owner is not RootAccounts accounts) continue;
            accounts.IsAsked = false;
            if (answer.Users is null || !Replace(accounts, answer)) continue;
            changed(accounts.Container);
            _changed.Add(accounts.Container);
        }

        return _changed.Count > 0;
    }

    static bool Replace(RootAccounts accounts, in AccountAnswer answer)
    {
        var groups = answer.Groups ?? new Dictionary<uint, GroupEntry>();
        if (IsSame(accounts.Users, answer.Users!, static (a, b) => a.Gid == b.Gid && Same(a.Name, b.Name) && Same(a.Home, b.Home) && Same(a.Shell, b.Shell))
            && IsSame(accounts.Groups, groups, static (a, b) => Same(a.Name, b.Name)))
        {
            return false;
        }

        accounts.Users.Clear();
        foreach (var (uid, user) in answer.Users!) accounts.Users[uid] = user;
        accounts.Groups.Clear();
        foreach (var (gid, group) in groups) accounts.Groups[gid] = group;
        return true;
    }

    static bool IsSame<T>(Dictionary<uint, T> old, IReadOnlyDictionary<uint, T> read, Func<T, T, bool> isSame) =>
        old.Count == read.Count && old.All(pair => read.TryGetValue(pair.Key, out var other) && isSame(pair.Value, other));

    static bool Same(byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right);

    RootAccounts AccountsOf(Container container)
    {
        if (container.IsHost) return _host;
        if (_containers.TryGetValue(container, out var accounts)) return accounts;
        if (_containers.Count >= _options.MaxUserRoots)
        {
            // Those that left the table first; a busy host has few others.
            foreach (var gone in _containers.Keys.Where(c => !c.IsInTable).Take(_options.MaxUserRoots).ToList()) _containers.Remove(gone);
            if (_containers.Count >= _options.MaxUserRoots) _containers.Clear();
        }

        return _containers[container] = new RootAccounts(container);
    }

    void Ask(RootAccounts accounts, Process process)
    {
        if (_source is null || accounts.IsAsked || NowNs < accounts.NextAskNs) return;
        accounts.NextAskNs = NowNs + AskAgainNs;
        var isHost = accounts.Container.IsHost;
        accounts.IsAsked = _source.Request(new AccountRequest(
            accounts, process.Pid, isHost ? [] : accounts.Container.Key, accounts.Container.Detail?.MergedRoot ?? []));
    }
}
