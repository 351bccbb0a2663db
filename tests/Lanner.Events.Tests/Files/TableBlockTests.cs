using static Lanner.Events.Tests.Files.RawCapture;

namespace Lanner.Events.Tests.Files;

public sealed class TableBlockTests
{
    static readonly uint[] s_threadListIds = [0x202, 0x207, 0x209, 0x210, 0x211, 0x212, 0x213, 0x214, 0x215];

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8), InlineData(9)]
    public void Every_version_of_the_thread_list_gives_what_it_has(int version)
    {
        var bytes = new RawCapture().Section().Machine()
            .Block(s_threadListIds[version - 1], Thread(version, 10, "one"), Thread(version, 11, "two")).ToArray();
        var capture = ReadCapture.From(bytes);
        Assert.Null(capture.Error);
        var threads = Assert.Single(capture.Snapshots).Threads;
        Assert.Equal([10L, 11L], threads.Select(t => t.Tid));
        var thread = threads[1];
        Assert.Equal("two"u8, thread.Name);
        Assert.Equal("-a\0-b\0"u8, thread.Args);
        Assert.Equal(1001u, thread.Gid);
        Assert.Equal(version >= 2 ? 50u : 0u, thread.MinorFaults);
        Assert.Equal(version >= 3 ? "A=1\0B=2\0"u8 : [], thread.Environment);
        Assert.Equal(version >= 4 ? 6 : -1, thread.VirtualPid);
        Assert.Equal(version >= 5 ? "/root"u8 : [], thread.Root);
        Assert.Equal(version >= 6 ? 77 : -1, thread.SessionId);
        Assert.Equal(version >= 7 ? "/usr/bin/two"u8 : [], thread.ExePath);
        Assert.Equal(version >= 8 ? 88 : -1, thread.VirtualPgid);
        Assert.Equal(uint.MaxValue, thread.LoginUid);
        Assert.Equal(-1, thread.Pgid);
    }

    [Theory]
    [InlineData(0x8000ABCDu), InlineData(0x8013ABCDu), InlineData(0x8014ABCDu)]
    public void Thread_lists_of_the_first_ids_are_read(uint id)
    {
        var version = id switch { 0x8000ABCD => 1, 0x8013ABCD => 2, _ => 3 };
        var capture = ReadCapture.From(new RawCapture().Section().Machine(id: 0x8002ABCD).Block(id, Thread(version, 10, "one")).ToArray());
        Assert.Equal("one"u8, Assert.Single(Assert.Single(capture.Snapshots).Threads).Name);
        Assert.Equal("host", capture.Snapshots[0].Machine?.HostName);
    }

    [Fact]
    public void The_whole_tail_of_a_thread_is_read()
    {
        byte[] tail =
        [
            .. U64(111), .. U32(34816), .. U32(1000), 1, .. U64(1), .. U64(2), .. U64(3), 1, .. U64(4), .. U64(5), .. U64(6), 1, 0, .. U64(9),
            // What a newer writer adds.
            1, 2, 3,
        ];
        var thread = Assert.Single(Assert.Single(ReadTail(tail).Snapshots).Threads);
        Assert.Equal((111ul, 34816u, 1000u), (thread.PidNamespaceStartNs, thread.Tty, thread.LoginUid));
        Assert.Equal((1ul, 2ul, 3ul), (thread.CapInheritable, thread.CapPermitted, thread.CapEffective));
        Assert.Equal((4ul, 5ul, 6ul), (thread.ExeInode, thread.ExeInodeCtimeNs, thread.ExeInodeMtimeNs));
        Assert.Equal((true, true, false, true, 9L),
            (thread.ExeWritable, thread.ExeUpperLayer, thread.ExeLowerLayer, thread.ExeFromMemFd, thread.Pgid));
    }

    [Fact]
    public void A_short_tail_is_of_a_writer_that_began_it_with_the_login_user()
    {
        byte[] tail = [.. U32(1000), 1, .. U64(1), .. U64(2), .. U64(3)];
        Assert.Equal(29, tail.Length);
        var thread = Assert.Single(Assert.Single(ReadTail(tail).Snapshots).Threads);
        Assert.Equal((0ul, 0u, 1000u), (thread.PidNamespaceStartNs, thread.Tty, thread.LoginUid));
        Assert.Equal((true, 3ul), (thread.ExeWritable, thread.CapEffective));
    }

    static ReadCapture ReadTail(byte[] tail) => ReadCapture.From(new RawCapture().Section().Block(0x215, Thread(9, 10, "one", tail)).ToArray());

    [Theory]
    [InlineData(1, 0x203u), InlineData(1, 0x8001ABCDu), InlineData(2, 0x218u)]
    public void Descriptors_of_every_kind_are_read(int version, uint id)
    {
        byte[] ip6 = [0x20, 1, .. new byte[13], 1];
        var bytes = new RawCapture().Section().Block(0x202, Thread(1, 10, "one")).Block(id, U64(10),
            Descriptor(version, 0, 1, Text("/etc/passwd")),
            Descriptor(version, 1, 3, [127, 0, 0, 1], [10, 0, 0, 2], U16(40000), U16(443), [2]),
            Descriptor(version, 2, 4, ip6, ip6, U16(1), U16(2), [3]),
            Descriptor(version, 3, 5, [0, 0, 0, 0], U16(80), [2]),
            Descriptor(version, 4, 6, ip6, U16(81), [2]),
            Descriptor(version, 5, 8, U64(7), U64(8), Text("/run/s")),
            Descriptor(version, 6, 16, U32(3), Text("/var/log"), version == 2 ? U32(99) : []),
            Descriptor(version, 7, 16, U32(3), Text("/var/old")),
            Descriptor(version, 8, 0),
            Descriptor(version, 9, 21, Text("[pidfd]"))).ToArray();
        var descriptors = Assert.Single(Assert.Single(ReadCapture.From(bytes).Snapshots).Threads).Descriptors;
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7, 9], descriptors.Select(d => d.Fd));
        Assert.All(descriptors, d => Assert.Equal(4242u, d.Inode));
        Assert.Equal((443, TransportProtocol.Tcp), (descriptors[1].DestinationPort, descriptors[1].Transport));
        Assert.Equal([10, 0, 0, 2], descriptors[1].DestinationAddress);
        Assert.Equal(ip6, descriptors[2].SourceAddress);
        Assert.Equal((80, DescriptorKind.IPv4Listener), (descriptors[3].SourcePort, descriptors[3].Kind));
        Assert.Equal("/run/s"u8, descriptors[5].Name);
        Assert.Equal((7ul, 8ul), (descriptors[5].SourcePointer, descriptors[5].DestinationPointer));
        Assert.Equal((3u, version == 2 ? 99u : 0u), (descriptors[6].OpenFlags, descriptors[6].Device));
        Assert.Equal(0u, descriptors[7].Device);
        Assert.Equal(DescriptorKind.PidFd, descriptors[8].Kind);
    }

    [Fact]
    public void A_kind_of_descriptor_nobody_knows_is_skipped_where_its_length_is_told()
    {
        var known = ReadCapture.From(new RawCapture().Section().Block(0x215, Thread(9, 10, "one"))
            .Block(0x218, U64(10), Descriptor(2, 1, 99, new byte[30]), Descriptor(2, 2, 1, Text("/x"))).ToArray());
        Assert.Equal([DescriptorKind.Unsupported, DescriptorKind.File], known.Snapshots[0].Threads[0].Descriptors.Select(d => d.Kind));
        var unknown = ReadCapture.From(new RawCapture().Section().Block(0x202, Thread(1, 10, "one"))
            .Block(0x203, U64(10), Descriptor(1, 1, 99, new byte[30])).ToArray());
        Assert.Contains("descriptor list", Assert.IsType<Lanner.Events.Files.CaptureFileException>(unknown.Error).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x206u, false), InlineData(0x8012ABCDu, false), InlineData(0x220u, true)]
    public void Users_and_groups_are_read(uint id, bool measured)
    {
        byte[] Entry(byte[] e) => measured ? [.. U32((uint)e.Length + 4), .. e] : e;
        var capture = ReadCapture.From(new RawCapture().Section().Block(id,
            Entry([0, .. U32(1000), .. U32(1001), .. Text("bob"), .. Text("/home/bob"), .. Text("/bin/sh")]),
            Entry([1, .. U32(1001), .. Text("staff")])).ToArray());
        var user = Assert.Single(capture.Snapshots[0].Users);
        Assert.Equal("bob"u8, user.Name);
        Assert.Equal("/bin/sh"u8, user.Shell);
        Assert.Equal("staff"u8, Assert.Single(capture.Snapshots[0].Groups).Name);
    }

    [Theory]
    [InlineData(0x205u, false), InlineData(0x8011ABCDu, false), InlineData(0x219u, true)]
    public void Interfaces_are_read(uint id, bool measured)
    {
        byte[] Entry(byte[] e) => measured ? [.. U32((uint)e.Length), .. e] : e;
        byte[] six = [.. Enumerable.Repeat((byte)6, 48)];
        var capture = ReadCapture.From(new RawCapture().Section().Block(id,
            Entry([.. U16(1), .. U16(4), 10, 0, 0, 1, 255, 0, 0, 0, 10, 255, 255, 255, .. U64(1000), .. "eth0"u8]),
            Entry([.. U16(2), .. U16(2), .. six, .. U64(7), .. "lo"u8]),
            Entry([.. U16(3), .. U16(2), 10, 0, 0, 2, 255, 0, 0, 0, 10, 255, 255, 255, .. "o4"u8]),
            Entry([.. U16(4), .. U16(2), .. six, .. "o6"u8])).ToArray());
        var rows = capture.Snapshots[0].Interfaces;
        Assert.Equal(4, rows.Count);
        Assert.Equal("eth0"u8, rows[0].Name);
        Assert.Equal(1000u, rows[0].LinkSpeed);
        Assert.Equal(16, rows[1].Address.Length);
        Assert.Equal([10, 0, 0, 2], rows[2].Address);
        Assert.Equal("o6"u8, rows[3].Name);
    }

    [Fact]
    public void A_thread_list_may_be_longer_than_what_is_read_at_once()
    {
        var threads = Enumerable.Range(1, 30_000).Select(i => Thread(9, i, "worker" + i)).ToArray();
        var capture = ReadCapture.From(new RawCapture().Section().Block(0x215, threads).ToGzip());
        Assert.Null(capture.Error);
        Assert.Equal(30_000, capture.Snapshots[0].Threads.Count);
    }

    [Fact]
    public void Tables_between_events_are_additions_and_a_new_section_starts_anew()
    {
        var e = MakeEvent(5, 1, 10, U64(0), U64(3));
        var section = new RawCapture().Section().Block(0x202, Thread(1, 10, "one")).Event(e)
            .Block(0x202, Thread(1, 20, "two")).Event(e).ToArray();
        var capture = ReadCapture.From([.. section, .. section]);
        Assert.Null(capture.Error);
        Assert.Equal(4, capture.Events.Count);
        Assert.Equal([(0, false), (0, true), (1, false), (1, true)], capture.Snapshots.Select(s => (s.Section, s.IsAddition)));
        Assert.Equal([10L, 20, 10, 20], capture.Snapshots.Select(s => Assert.Single(s.Threads).Tid));
        Assert.Equal(2, capture.Statistics.Sections);
    }
}
