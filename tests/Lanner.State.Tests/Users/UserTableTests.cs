using Lanner.Events;
using Lanner.State.Users;
using Xunit;

namespace Lanner.State.Tests.Users;

public sealed class UserTableTests : IAccountSource
{
    const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const string Cgroups = "cpuset=/docker/" + Id + "\0";

    readonly List<AccountRequest> _requests = [];
    readonly Queue<AccountAnswer> _answers = new();
    readonly FakeHost _host;

    public UserTableTests()
    {
        _host = new FakeHost(accounts: this);
        _host.State.SeedUsers([new UserSnapshot(1000, 1000, FakeHost.Utf8("alice"), FakeHost.Utf8("/home/alice"), FakeHost.Utf8("/bin/zsh"))]);
        _host.State.SeedGroups([new GroupSnapshot(1000, FakeHost.Utf8("alice"))]);
        _host.Seed(100);
        _host.Seed(200, cgroups: Cgroups);
    }

    [Fact]
    public void The_hosts_users_are_those_of_its_processes()
    {
        Assert.True(_host.State.Users.TryGetUser(_host.Process(100), 1000, out var user));
        Assert.Equal(("alice", "/home/alice", "/bin/zsh"), (FakeHost.Text(user.Name), FakeHost.Text(user.Home), FakeHost.Text(user.Shell)));
        Assert.True(_host.State.Users.TryGetGroup(_host.Process(100), 1000, out var group));
        Assert.Equal("alice", FakeHost.Text(group.Name));
    }

    [Fact]
    public void A_containers_number_never_has_the_hosts_name()
    {
        Assert.False(_host.State.Users.TryGetUser(_host.Process(200), 1000, out _));
        Assert.True(_host.State.Users.TryGetUser(_host.Process(200), 0, out var root));
        Assert.Equal("root", FakeHost.Text(root.Name));
        var request = Assert.Single(_requests);
        Assert.Equal((200, Id), (request.Pid, FakeHost.Text(request.CgroupName)));
    }

    [Fact]
    public void When_the_containers_files_are_read_its_names_are_known_and_old_outcomes_forgotten()
    {
        _host.State.Users.TryGetUser(_host.Process(200), 1000, out _);
        _host.Process(200).ImageBits.Set(0, 0, true, 1);
        _host.Process(100).ImageBits.Set(0, 0, true, 1);
        Answer("bob:x:1000:1000::/:/bin/sh\n", "staff:x:1000:\n");
        _host.State.Drain(_host.NowNs);
        Assert.True(_host.State.Users.TryGetUser(_host.Process(200), 1000, out var user));
        Assert.Equal("bob", FakeHost.Text(user.Name));
        Assert.True(_host.State.Users.TryGetGroup(_host.Process(200), 1000, out var group));
        Assert.Equal("staff", FakeHost.Text(group.Name));
        Assert.False(_host.Process(200).ImageBits.TryGet(0, 0, out _));
        Assert.True(_host.Process(100).ImageBits.TryGet(0, 0, out _));
        Assert.Single(_requests);
    }

    [Fact]
    public void A_number_not_in_the_files_is_asked_for_again_after_a_while()
    {
        _host.Read(100, 0);
        _host.State.Users.TryGetUser(_host.Process(200), 1000, out _);
        Answer("bob:x:7:7::/:/bin/sh\n", "");
        _host.State.Drain(_host.NowNs);
        _host.State.Users.TryGetUser(_host.Process(200), 1000, out _);
        Assert.Single(_requests);
        for (var i = 0; i < 6000; i++) _host.Read(100, 0);
        _host.State.Users.TryGetUser(_host.Process(200), 1000, out _);
        _host.State.Users.TryGetUser(_host.Process(200), 1001, out _);
        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public void No_user_has_no_name()
    {
        Assert.False(_host.State.Users.TryGetUser(_host.Process(100), uint.MaxValue, out _));
        Assert.Empty(_requests);
    }

    [Fact]
    public void A_capture_may_tell_of_users_of_host_and_container()
    {
        _host.Send(_host.Event(EventCode.UseraddedEnter, -1).Add(1001).Add(1001).Add("carol").Add("/").Add("/bin/sh").Add(""));
        _host.Send(_host.Event(EventCode.UseraddedEnter, -1).Add(1001).Add(1001).Add("dave").Add("/").Add("/bin/sh").Add(Id[..12]));
        _host.Send(_host.Event(EventCode.GroupaddedEnter, -1).Add(5).Add("tty").Add(Id));
        Assert.True(_host.State.Users.TryGetUser(_host.Process(100), 1001, out var carol));
        Assert.True(_host.State.Users.TryGetUser(_host.Process(200), 1001, out var dave));
        Assert.Equal(("carol", "dave"), (FakeHost.Text(carol.Name), FakeHost.Text(dave.Name)));
        Assert.True(_host.State.Users.TryGetGroup(_host.Process(200), 5, out _));
        Assert.False(_host.State.Users.TryGetGroup(_host.Process(100), 5, out _));
        _host.Send(_host.Event(EventCode.UserdeletedEnter, -1).Add(1001).Add(1001).Add("dave").Add("/").Add("/bin/sh").Add(Id));
        Assert.False(_host.State.Users.TryGetUser(_host.Process(200), 1001, out _));
    }

    public bool Request(AccountRequest request)
    {
        _requests.Add(request);
        return true;
    }

    public bool TryTake(out AccountAnswer answer) => _answers.TryDequeue(out answer);

    void Answer(string passwd, string group) => _answers.Enqueue(new AccountAnswer(
        _requests[^1].Owner, AccountFiles.ReadUsers(FakeHost.Utf8(passwd), 100), AccountFiles.ReadGroups(FakeHost.Utf8(group), 100)));
}
