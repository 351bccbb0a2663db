using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests.Parsing;

public sealed class DescriptorTests
{
    readonly FakeHost _host = new();

    public DescriptorTests()
    {
        _host.Seed(1);
        _host.Seed(100, 1, "sh", "/home/user");
    }

    [Theory]
    [InlineData("file", "/home/user/file")]
    [InlineData("../x", "/home/x")]
    [InlineData("/etc//passwd", "/etc/passwd")]
    [InlineData("/tmp/../etc/shadow", "/etc/shadow")]
    public void An_opened_file_has_its_full_path_and_the_one_given(string given, string full)
    {
        var file = _host.Openat(100, 3, given)!;
        Assert.Equal(full, FakeHost.Text(file.Name));
        Assert.Equal(given, FakeHost.Text(file.RawName));
        Assert.Equal((3L, DescriptorKind.File, 8U, 5UL), (file.Number, file.Kind, file.Device, file.Inode));
        Assert.Same(file, _host.Read(100, 3));
    }

    [Fact]
    public void Paths_start_at_the_directory_descriptor()
    {
        _host.Openat(100, 4, "/var/log", FakeHost.Directory | 1);
        Assert.Equal(DescriptorKind.Directory, _host.Process(100).Descriptors.Find(4)!.Kind);
        Assert.Equal("/var/log/syslog", FakeHost.Text(_host.Openat(100, 5, "syslog", directory: 4)!.Name));
        Assert.Equal("/etc/x", FakeHost.Text(_host.Openat(100, 6, "/etc/x", directory: 4)!.Name));
        // Of an unknown directory nothing can be said but what was given.
        Assert.Equal("a/b", FakeHost.Text(_host.Openat(100, 7, "a/b", directory: 99)!.Name));
    }

    [Fact]
    public void All_calls_that_open_are_understood()
    {
        Assert.Equal("/home/user/a", Name(_host.Event(EventCode.OpenExit, 100).Add(3).Add("a").Add(1).Add(0).Add(8).Add(9)));
        Assert.Equal("/home/user/b", Name(_host.Event(EventCode.CreatExit, 100).Add(4).Add("b").Add(0).Add(8).Add(9).Add(1)));
        Assert.Equal("/home/user/c", Name(_host.Event(EventCode.Openat2Exit, 100).Add(5).Add(-100).Add("c").Add(1).Add(0).Add(0).Add(8).Add(9)));
        Assert.Equal("/mnt/d", Name(_host.Event(EventCode.OpenByHandleAtExit, 100).Add(6).Add(9).Add(1).Add("/mnt/d").Add(8).Add(9)));
        var created = _host.Process(100).Descriptors.Find(4)!;
        Assert.Equal(EventTable.Flags("file_flags")["FD_UPPER_LAYER"], created.OpenFlags & EventTable.Flags("file_flags")["FD_UPPER_LAYER"]);
        Assert.Equal(8U, _host.Process(100).Descriptors.Find(5)!.Device);
        Assert.Equal(9UL, _host.Process(100).Descriptors.Find(5)!.Inode);
        Assert.Equal(4, _host.Process(100).Descriptors.Count);
    }

    [Fact]
    public void A_failed_open_has_a_descriptor_for_one_event()
    {
        var file = _host.Openat(100, -13, "/etc/shadow")!;
        Assert.Equal((-1L, DescriptorKind.File, "/etc/shadow"), (file.Number, file.Kind, FakeHost.Text(file.Name)));
        Assert.Equal(0, _host.Process(100).Descriptors.Count);
        Assert.Null(_host.Read(100, 3));
    }

    [Fact]
    public void Closing_forgets_only_after_consumers_have_looked()
    {
        _host.Openat(100, 3, "/a");
        Assert.Equal("/a", FakeHost.Text(_host.Close(100, 3).Descriptor!.Name));
        Assert.Null(_host.Read(100, 3));
        Assert.Equal(0, _host.State.Statistics.Descriptors);
        Assert.Equal(0, _host.State.Statistics.DescriptorBytes);
    }

    [Fact]
    public void A_number_used_again_without_a_close_is_the_new_file()
    {
        _host.Openat(100, 3, "/a");
        _host.Openat(100, 3, "/b");
        Assert.Equal("/b", FakeHost.Text(_host.Read(100, 3)!.Name));
        Assert.Equal(1, _host.Process(100).Descriptors.Count);
    }

    [Fact]
    public void close_range_takes_all_in_it()
    {
        foreach (var number in new long[] { 3, 4, 5, 5000 }) _host.Openat(100, number, "/a");
        _host.Send(_host.Event(EventCode.CloseRangeExit, 100).Add(0).Add(4).Add(uint.MaxValue).Add(0));
        Assert.Equal([3L], _host.Process(100).Descriptors.All.Select(d => d.Number));
        _host.Send(_host.Event(EventCode.CloseRangeExit, 100).Add(0).Add(0).Add(10).Add(4));
        Assert.True(_host.Process(100).Descriptors.Find(3)!.CloseOnExec);
    }

    [Fact]
    public void dup_gives_a_socket_as_standard_input()
    {
        _host.Socket(100, 3);
        _host.Send(_host.ConnectEvent(100, 3, 0, FakeHost.Tuple("10.0.0.1:4000", "6.6.6.6:443")));
        var subject = _host.Send(_host.Event(EventCode.Dup2Exit, 100).Add(0).Add(3).Add(0));
        Assert.Equal(0, subject.Descriptor!.Number);
        var input = _host.Process(100).Descriptors.Find(0)!;
        Assert.Equal((DescriptorKind.IPv4Connection, "10.0.0.1:4000->6.6.6.6:443", SocketRole.Client, true),
            (input.Kind, FakeHost.Text(input.Name), input.Role, input.IsConnected));
        Assert.Equal(3, _host.Process(100).Descriptors.Find(3)!.Number);
    }

    [Fact]
    public void Duplicates_have_their_own_mark_for_exec()
    {
        _host.Openat(100, 3, "/a", 1 | FakeHost.CloseOnExec);
        _host.Send(_host.Event(EventCode.DupExit, 100).Add(4).Add(3));
        _host.Send(_host.Event(EventCode.Dup3Exit, 100).Add(5).Add(3).Add(5).Add(FakeHost.CloseOnExec));
        _host.Send(_host.Event(EventCode.FcntlExit, 100).Add(6).Add(3).Add(1).Add(6));
        _host.Send(_host.Event(EventCode.FcntlExit, 100).Add(7).Add(3).Add(26).Add(7));
        _host.Openat(100, 8, "/b");
        _host.Send(_host.Event(EventCode.FcntlExit, 100).Add(0).Add(8).Add(3).Add(1));
        _host.Exec(100, 1, "ls");
        Assert.Equal([4L, 6L], _host.Process(100).Descriptors.All.Select(d => d.Number).Order());
    }

    [Fact]
    public void Duplicating_onto_itself_changes_nothing()
    {
        _host.Openat(100, 3, "/a", 1 | FakeHost.CloseOnExec);
        _host.Send(_host.Event(EventCode.Dup2Exit, 100).Add(3).Add(3).Add(3));
        Assert.True(_host.Process(100).Descriptors.Find(3) is { CloseOnExec: true, Number: 3 });
    }

    [Fact]
    public void Duplicating_what_is_not_known_makes_the_number_unknown()
    {
        _host.Openat(100, 0, "/etc/passwd");
        _host.Send(_host.Event(EventCode.Dup2Exit, 100).Add(0).Add(9).Add(0));
        Assert.Null(_host.Read(100, 0));
    }

    [Fact]
    public void Parent_and_child_change_their_descriptors_apart()
    {
        _host.Openat(100, 3, "/shared");
        _host.Fork(100, 101);
        Assert.Same(_host.Process(100).Descriptors.Find(3), _host.Process(101).Descriptors.Find(3));
        _host.Openat(101, 3, "/childs");
        Assert.Equal("/shared", FakeHost.Text(_host.Read(100, 3)!.Name));
        Assert.Equal("/childs", FakeHost.Text(_host.Read(101, 3)!.Name));
        _host.Openat(100, 3, "/parents");
        Assert.Equal("/childs", FakeHost.Text(_host.Read(101, 3)!.Name));
        Assert.Equal("/parents", FakeHost.Text(_host.Read(100, 3)!.Name));
    }

    [Fact]
    public void A_change_in_place_does_not_reach_the_other_side()
    {
        _host.Socket(100, 3);
        _host.Fork(100, 101);
        _host.Send(_host.ConnectEvent(101, 3, 0, FakeHost.Tuple("10.0.0.1:4000", "10.0.0.2:80")));
        Assert.Equal("", FakeHost.Text(_host.Read(100, 3)!.Name));
        Assert.Equal("10.0.0.1:4000->10.0.0.2:80", FakeHost.Text(_host.Read(101, 3)!.Name));
    }

    [Fact]
    public void A_childs_exit_leaves_the_parents_descriptors()
    {
        _host.Openat(100, 3, "/shared");
        _host.Fork(100, 101);
        _host.Exit(101);
        Assert.NotNull(_host.Read(100, 3));
        Assert.Equal(1, _host.State.Statistics.Descriptors);
        _host.Fork(100, 102);
        _host.Exit(100, reaper: 1);
        Assert.NotNull(_host.Read(102, 3));
        _host.Exit(102);
        Assert.Equal(0, _host.State.Statistics.Descriptors);
        Assert.Equal(0, _host.State.Statistics.DescriptorBytes);
    }

    [Fact]
    public void With_CLONE_FILES_both_see_every_change_until_exec()
    {
        _host.Fork(100, 101, FakeHost.FilesFlag);
        _host.Openat(101, 3, "/childs");
        Assert.NotNull(_host.Read(100, 3));
        _host.Exec(101, 100, "ls");
        _host.Openat(101, 4, "/own");
        Assert.NotNull(_host.Read(101, 3));
        Assert.Null(_host.Read(100, 4));
        _host.Exit(101);
        Assert.NotNull(_host.Read(100, 3));
    }

    [Fact]
    public void Outcomes_of_predicates_stay_while_the_same_file_is_opened_again()
    {
        _host.Openat(100, 3, "/a")!.Bits.Set(5, 0, true, 8);
        Assert.True(_host.Openat(100, 3, "/a")!.Bits.TryGet(5, 0, out _));
        _host.Close(100, 3);
        Assert.True(_host.Openat(100, 3, "/a")!.Bits.TryGet(5, 0, out _));
        Assert.False(_host.Openat(100, 3, "/b")!.Bits.TryGet(5, 0, out _));
    }

    [Theory]
    [InlineData(EventCode.Eventfd2Exit, DescriptorKind.EventFd)]
    [InlineData(EventCode.Signalfd4Exit, DescriptorKind.SignalFd)]
    [InlineData(EventCode.TimerfdCreateExit, DescriptorKind.TimerFd)]
    [InlineData(EventCode.InotifyInit1Exit, DescriptorKind.Inotify)]
    [InlineData(EventCode.EpollCreate1Exit, DescriptorKind.EventPoll)]
    [InlineData(EventCode.UserfaultfdExit, DescriptorKind.UserFaultFd)]
    [InlineData(EventCode.IoUringSetupExit, DescriptorKind.IoUring)]
    [InlineData(EventCode.PidfdOpenExit, DescriptorKind.PidFd)]
    [InlineData(EventCode.MemfdCreateExit, DescriptorKind.MemFd)]
    [InlineData(EventCode.BpfExit, DescriptorKind.Bpf)]
    public void Special_descriptors_have_their_kind(EventCode code, DescriptorKind kind)
    {
        _host.Openat(100, 5, "/before");
        var builder = _host.Event(code, 100).Add(5);
        if (code == EventCode.BpfExit) builder.Add(5);
        if (code == EventCode.MemfdCreateExit) builder.Add("payload");
        _host.Send(builder);
        Assert.Equal(kind, _host.Read(100, 5)!.Kind);
        Assert.Equal(code == EventCode.MemfdCreateExit ? "payload" : "", FakeHost.Text(_host.Read(100, 5)!.Name));
    }

    [Fact]
    public void A_bpf_command_that_gives_no_descriptor_makes_none()
    {
        _host.Send(_host.Event(EventCode.BpfExit, 100).Add(0).Add(1));
        Assert.Null(_host.Read(100, 0));
    }

    [Fact]
    public void A_pipe_has_two_ends_of_one_name()
    {
        var subject = _host.Send(_host.Event(EventCode.Pipe2Exit, 100).Add(0).Add(3).Add(4).Add(77).Add(FakeHost.CloseOnExec));
        Assert.Equal(3, subject.Descriptor!.Number);
        Assert.Equal("pipe:[77]", FakeHost.Text(_host.Read(100, 4)!.Name));
        Assert.Equal(DescriptorKind.Fifo, _host.Read(100, 3)!.Kind);
        Assert.True(_host.Read(100, 3)!.CloseOnExec);
    }

    [Fact]
    public void pidfd_getfd_copies_from_the_other_process()
    {
        _host.Openat(1, 9, "/secret");
        _host.Send(_host.Event(EventCode.PidfdOpenExit, 100).Add(3).Add(1).Add(0));
        _host.Send(_host.Event(EventCode.PidfdGetfdExit, 100).Add(4).Add(3).Add(9).Add(0));
        Assert.Equal("/secret", FakeHost.Text(_host.Read(100, 4)!.Name));
    }

    [Fact]
    public void Calls_below_a_directory_are_about_the_directory()
    {
        _host.Openat(100, 4, "/var/log", FakeHost.Directory);
        var subject = _host.Send(_host.Event(EventCode.UnlinkatExit, 100).Add(0).Add(4).Add("x").Add(0));
        Assert.Equal("/var/log", FakeHost.Text(subject.Descriptor!.Name));
        Assert.Null(_host.Send(_host.Event(EventCode.UnlinkatExit, 100).Add(0).Add(-100).Add("x").Add(0)).Descriptor);
    }

    [Fact]
    public void Calls_with_two_descriptors_are_about_the_one_written_to()
    {
        _host.Openat(100, 4, "/from");
        _host.Openat(100, 5, "/to");
        var sendfile = _host.Send(_host.Event(EventCode.SendfileExit, 100).Add(1).Add(0).Add(5).Add(4).Add(1));
        Assert.Equal("/to", FakeHost.Text(sendfile.Descriptor!.Name));
        var copy = _host.Send(_host.Event(EventCode.CopyFileRangeExit, 100).Add(1).Add(5).Add(0).Add(4).Add(0).Add(1));
        Assert.Equal("/to", FakeHost.Text(copy.Descriptor!.Name));
    }

    [Fact]
    public void A_frozen_descriptor_does_not_change()
    {
        var frozen = _host.Openat(100, 3, "/a")!.Freeze();
        _host.Openat(100, 3, "/b");
        Assert.Equal("/a", FakeHost.Text(frozen.Name));
    }

    string Name(EventBuilder builder) => FakeHost.Text(_host.Send(builder).Descriptor!.Name);
}
