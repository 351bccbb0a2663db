using System.Diagnostics.CodeAnalysis;

using Lanner.Events;
using Lanner.Events.Files;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests;

/// <summary>State written as tables and read again is the same state.</summary>
public sealed class StateSnapshotTests
{
    const string Cgroups = "cpu=/docker/3f1c9a0d52be3f1c9a0d52be3f1c9a0d52be3f1c9a0d52be3f1c9a0d52be3f1c\0";

    static HostState Again(CaptureSnapshot tables)
    {
        var snapshot = ThroughAFile(tables);
        var state = new HostState(null, new ContainerTable());
        state.SeedUsers(snapshot.Users);
        state.SeedGroups(snapshot.Groups);
        state.Seed(snapshot.Threads);
        StateChecks.Check(state);
        return state;
    }

    static CaptureSnapshot ThroughAFile(CaptureSnapshot tables)
    {
        var path = Path.GetTempFileName();
        try
        {
            new CaptureFileWriter(path, new CaptureWriterOptions(), () => tables).Dispose();
            using var source = CaptureFileSource.Open(path);
            return source.ReadSnapshot();
        }
        finally
        {
            File.Delete(path);
        }
    }

    static FakeHost Busy()
    {
        var host = new FakeHost();
        host.State.SeedUsers([new UserSnapshot(7, 8, "seven"u8.ToArray(), "/home/seven"u8.ToArray(), "/bin/sh"u8.ToArray())]);
        host.State.SeedGroups([new GroupSnapshot(8, "eight"u8.ToArray())]);
        host.Seed(1);
        host.Fork(1, 10);
        host.Exec(10, 1, "server", "-d\0/srv\0", Cgroups, cwd: "/srv");
        host.CloneInParent(10, 11, FakeHost.ThreadFlag);
        host.CloneInChild(11, 1, FakeHost.ThreadFlag, pid: 10, name: "worker");
        host.Openat(10, 3, "data/file");
        host.Socket(10, 4);
        host.Send(host.ConnectEvent(10, 4, 0, FakeHost.Tuple("10.0.0.1:4000", "1.2.3.4:80")));
        host.Socket(10, 5);
        host.Socket(10, 6, domain: 10);
        host.Send(host.Event(EventCode.BindExit, 10).Add(0).Add(FakeHost.Address("[::1]:443")).Add(6));
        host.Socket(10, 7, domain: 10);
        host.Send(host.ConnectEvent(10, 7, 0, FakeHost.Tuple("[::ffff:10.0.0.1]:4001", "[2001:db8::1]:81")));
        host.Fork(10, 12);
        host.Send(host.Event(EventCode.AcceptExit, 10).Add(8).Add(FakeHost.Tuple("10.0.0.9:5000", "10.0.0.1:443")).Add(1).Add(2).Add(3));
        host.Send(host.Event(EventCode.Pipe2Exit, 10).Add(0).Add(9).Add(13).Add(99).Add(FakeHost.CloseOnExec));
        host.Send(host.Event(EventCode.PidfdOpenExit, 10).Add(14).Add(12).Add(0));
        host.CloneInParent(12, 15, FakeHost.ThreadFlag);
        host.CloneInChild(15, 10, FakeHost.ThreadFlag, pid: 12);
        host.Send(host.Event(EventCode.ProcexitEnter, 12).Add(0).Add(0).Add(0).Add(0).Add(1));
        return host;
    }

    [Fact]
    public void Processes_threads_users_and_containers_come_back()
    {
        var first = Busy();
        var again = Again(StateSnapshot.Of(first.State, null, []));
        Assert.Equal(first.State.Processes.Count, again.Processes.Count);
        Assert.Equal(first.State.Processes.ThreadCount, again.Processes.ThreadCount);
        foreach (var process in first.State.Processes.All)
        {
            var other = again.Processes.FindProcess(process.Pid)!;
            Assert.Equal(Describe(process), Describe(other));
        }

        Assert.True(again.Processes.Find(12) is { HasExited: true, Process.StartNs: > 0 });
        Assert.True(again.Processes.FindProcess(10)!.ExecNs > 0);
        Assert.Equal("worker", FakeHost.Text(again.Processes.Find(11)!.Name));
        Assert.True(again.Users.TryGetUser(again.Processes.FindProcess(1)!, 7, out var user));
        Assert.Equal("/home/seven", FakeHost.Text(user.Home));
        Assert.True(again.Users.TryGetGroup(again.Processes.FindProcess(1)!, 8, out _));
    }

    [Fact]
    public void Descriptors_come_back_with_their_names_and_addresses()
    {
        var first = Busy().Process(10);
        var other = Again(StateSnapshot.Of(Busy().State, null, [])).Processes.FindProcess(10)!;
        Assert.Equal(["/srv/data/file", "10.0.0.1:4000->1.2.3.4:80", "", "::1:443", "10.0.0.1:4001->2001:db8::1:81", "10.0.0.9:5000->10.0.0.1:443"],
            other.Descriptors.All.OrderBy(d => d.Number).Take(6).Select(d => FakeHost.Text(d.Name)));
        Assert.Equal((SocketRole.Client, SocketRole.Server), (other.Descriptors.Find(4)!.Role, other.Descriptors.Find(8)!.Role));
        Assert.True(other.Descriptors.Find(13)!.CloseOnExec);
        Assert.Equal(12, other.Descriptors.Find(14)!.TargetPid);
        Assert.Equal(first.Descriptors.All.OrderBy(d => d.Number).Select(Describe), other.Descriptors.All.OrderBy(d => d.Number).Select(Describe));
    }

    [Fact]
    public void A_second_round_changes_nothing_more()
    {
        var once = StateSnapshot.Of(Busy().State, null, []);
        var twice = StateSnapshot.Of(Again(once), null, []);
        Assert.Equal(Flat(once), Flat(twice));
    }

    [Fact]
    public void A_process_of_which_only_the_existence_is_known_is_left_to_its_next_event()
    {
        var host = new FakeHost();
        host.Read(50, 3);
        Assert.True(host.Process(50).IsIncomplete);
        Assert.Empty(StateSnapshot.Of(host.State, null, []).Threads);
        host.Openat(50, 3, "/etc/passwd");
        Assert.Equal("/etc/passwd", FakeHost.Text(Again(StateSnapshot.Of(host.State, null, [])).Processes.FindProcess(50)!.Descriptors.Find(3)!.Name));
    }

    [Fact]
    public void The_family_of_a_container_is_its_processes_and_their_ancestors()
    {
        var host = Busy();
        host.Fork(1, 90);
        var family = StateSnapshot.Family(host.State, host.Process(10).Container);
        Assert.Equal([1, 10, 12], family.Select(p => p.Pid).Order());
        Assert.Equal([1, 10, 12], StateSnapshot.Of(host.State, family, null, []).Threads.Where(t => t.Tid == t.Pid).Select(t => (int)t.Pid).Order());
    }

    /// <summary>Every property there is: what is added some day is compared too.</summary>
    static string Values<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T value) => string.Join('\n', typeof(T).GetProperties()
        .Where(property => property.PropertyType.IsValueType && !property.PropertyType.IsByRefLike && !property.PropertyType.IsByRef
            || property.PropertyType == typeof(byte[]))
        .Where(property => property.GetMethod is { IsPublic: true })
        .Select(property => $"{property.Name} {(property.GetValue(value) is byte[] text ? FakeHost.Text(text) : property.GetValue(value))}"));

    static string Describe(Process p) => $"{Values(p)}\nParent {p.Parent?.Pid}, {p.Descriptors.Count} descriptors in {p.Container}\n"
        + string.Join("\n", p.Threads.OrderBy(thread => thread.Tid).Select(thread => Values(thread)));

    static string Describe(FileDescriptor d) => $"{Values(d)}\nName {FakeHost.Text(d.Name)}, {FakeHost.Text(d.RawName)}, of {d.TargetPid}";

    static List<string> Flat(CaptureSnapshot snapshot) =>
    [
        .. snapshot.Threads.Select(t => string.Join('|', t.Tid, t.Pid, t.ParentPid, FakeHost.Text(t.Name), FakeHost.Text(t.Args), FakeHost.Text(t.Cwd), t.Flags, t.Uid)),
        .. snapshot.Threads.SelectMany(t => t.Descriptors).Select(d => string.Join('|', d.Fd, d.Kind, FakeHost.Text(d.Name), d.Inode, d.OpenFlags, d.Device,
            Convert.ToHexString(d.SourceAddress), d.SourcePort, Convert.ToHexString(d.DestinationAddress), d.DestinationPort, d.Transport, d.DestinationPointer)),
    ];
}
