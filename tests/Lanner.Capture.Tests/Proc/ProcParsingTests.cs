using System.Text;
using Lanner.Capture.Proc;
using Lanner.Events;
using Xunit;

namespace Lanner.Capture.Tests.Proc;

/// <summary>The files of /proc as a hostile process would have them.</summary>
public sealed class ProcParsingTests
{
    [Theory]
    [InlineData("7 (a) b) (c) S 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 20 0 1 0 500 0", "a) b) (c")]
    [InlineData("7 (x\\ny\\\\z) S 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 20 0 1 0 500 0", "x\ny\\z")]
    [InlineData("7 () S 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 20 0 1 0 500 0", "")]
    public void A_name_may_hold_brackets_blanks_and_escaped_line_ends(string text, string name)
    {
        Assert.True(StatFile.TryParse(Encoding.UTF8.GetBytes(text), out var stat));
        Assert.Equal(name, Encoding.UTF8.GetString(stat.Name));
        Assert.Equal((2, 3, 5ul, 7ul, 5_000_000_000ul), (stat.Pgid, stat.SessionId, stat.MinorFaults, stat.MajorFaults, stat.StartNs));
    }

    [Fact]
    public void The_innermost_numbers_and_effective_ids_are_taken()
    {
        var text = "Name:\tevil\\nTgid:\\t1\nTgid:\t100\nPid:\t101\nPPid:\t90\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nNStgid:\t100\t10\t1\n"u8
            + "NSpid:\t101\t11\t2\nNSpgid:\t90\t9\t1\nVmSize:\t  1234 kB\nThreads:\t2\nCapEff:\t000001ffffffffff\n"u8;

        Assert.True(StatusFile.TryParse(text, out var status));

        Assert.Equal((100, 101, 90), (status.Tgid, status.Pid, status.ParentPid));
        Assert.Equal((2u, 6u, 4u, 8u), (status.Uid, status.Gid, status.FileSystemUid, status.FileSystemGid));
        Assert.Equal((1, 2, 1, true), (status.VirtualPid, status.VirtualTid, status.VirtualPgid, status.InPidNamespace));
        Assert.Equal((1234u, 2, 0x1ffffffffffu), (status.VmSizeKiB, status.Threads, status.CapEffective));
    }

    [Fact]
    public void Any_bytes_in_place_of_a_file_are_survived()
    {
        const int seed = 77;
        var random = new Random(seed);
        var templates = new[] { "Tgid:\t1\nPid:\t1\nUid:\t1 2 3 4\n", "1 (a) S 1 2 3", "1 2 0:3 / /a rw - overlay o rw,upperdir=/u\n",
            "3:cpu,memory:/a:b\n0::/x\n", "0: 0100007F:1F90 00000000:0000 0A 0:0 0:0 0 0 0 12345 1" };
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(templates[i % templates.Length]);
            for (var n = random.Next(6); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var text = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            _ = StatusFile.TryParse(text, out _);
            _ = StatFile.TryParse(text, out _);
            MountTable.Parse(text).Find(text);
            Assert.True(CgroupText.Convert(text, 64).Length <= 64, $"seed {seed}, round {i}");
            var sockets = SocketTable.Empty(10);
            sockets.AddInternet(text, TransportProtocol.Tcp, 4);
            sockets.AddUnix(text);
        }
    }

    [Fact]
    public void Cgroups_of_version_one_are_listed_as_events_list_them()
    {
        var text = "5:blkio:/docker/x\n4:cpu,cpuacct:/docker/x\n3:memory:/a:b\n1:name=systemd:/user.slice\n0::/ignored\n"u8;

        Assert.Equal("cpuset=/ignored\0cpu=/docker/x\0cpuacct=/docker/x\0io=/docker/x\0memory=/a:b\0pids=/ignored\0",
            Encoding.UTF8.GetString(CgroupText.Convert(text, 4096)));
    }

    [Fact]
    public void The_unified_hierarchy_counts_for_every_subsystem_it_has() =>
        Assert.Equal("cpuset=/system.slice\0cpu=/system.slice\0io=/system.slice\0memory=/system.slice\0pids=/system.slice\0",
            Encoding.UTF8.GetString(CgroupText.Convert("0::/system.slice\n"u8, 4096)));

    [Fact]
    public void The_mount_of_a_path_is_the_longest_and_the_last()
    {
        var table = MountTable.Parse(
            "10 1 8:1 / / rw - ext4 /dev/sda rw\n11 10 0:20 / /srv rw - tmpfs t rw\n12 10 0:21 / /srv rw - overlay o ro,upperdir=/up\\040per\n"u8
            + "13 10 0:22 / /srv2 rw shared:1 - fuse.sshfs s rw\nbroken\n14 10 nodevice / /x rw - t s o\n"u8);

        Assert.Equal((0u << 8) | 21, table.Find("/srv/a"u8)!.Device);
        Assert.Equal("/up per"u8.ToArray(), table.Find("/srv"u8)!.Upper);
        Assert.True(table.Find("/srv"u8)!.IsReadOnly);
        Assert.True(table.Find("/srv2/x"u8)!.IsRemote);
        Assert.Equal(8u << 8 | 1, table.Find("/srvx"u8)!.Device);
        Assert.Equal(8u << 8 | 1, table.Find(10)!.Device);
        Assert.Null(table.Find(14));
    }

    [Fact]
    public void An_accepted_connection_has_who_connected_as_its_source()
    {
        var table = SocketTable.Empty(10);
        table.AddInternet("sl local rem st"u8, TransportProtocol.Tcp, 4);
        table.AddInternet("0: 0100007F:1F90 00000000:0000 0A 0:0 0:0 0 0 0 1 1"u8, TransportProtocol.Tcp, 4);
        table.AddInternet("1: 0100007F:1F90 0200007F:C350 01 0:0 0:0 0 0 0 2 1"u8, TransportProtocol.Tcp, 4);
        table.AddInternet("2: 0200007F:C350 0100007F:1F90 01 0:0 0:0 0 0 0 3 1"u8, TransportProtocol.Tcp, 4);

        Assert.Equal((DescriptorKind.IPv4Listener, (ushort)8080), (table.Find(4, 1, 0)!.Kind, table.Find(4, 1, 0)!.SourcePort));
        foreach (var inode in (ulong[])[2, 3])
        {
            var connection = table.Find(5, inode, 0)!;
            Assert.Equal(DescriptorKind.IPv4Connection, connection.Kind);
            Assert.Equal([127, 0, 0, 2], connection.SourceAddress);
            Assert.Equal([127, 0, 0, 1], connection.DestinationAddress);
            Assert.Equal((50000, 8080), (connection.SourcePort, connection.DestinationPort));
        }
    }

    [Fact]
    public void Two_lines_that_claim_one_unix_socket_are_both_disbelieved()
    {
        var table = SocketTable.Empty(10);
        table.AddUnix("ffff888000000000: 00000002 00000000 00010000 0001 01 500 /run/real.sock"u8);
        table.AddUnix("ffff888000000000: 00000002 00000000 00010000 0001 01 500 /run/docker.sock"u8);
        table.AddUnix("ffff888000000001: 00000002 00000000 00010000 0001 01 501 /run/with blank.sock"u8);

        Assert.Empty(table.Find(3, 500, 0)!.Name);
        Assert.Equal("/run/with blank.sock"u8.ToArray(), table.Find(3, 501, 0)!.Name);
    }

    [Fact]
    public void Sockets_beyond_the_limit_are_left_out_and_told()
    {
        var table = SocketTable.Empty(1);
        table.AddUnix("1: 2 0 1 1 01 500 /a"u8);
        table.AddUnix("1: 2 0 1 1 01 501 /b"u8);

        Assert.True(table.IsCut);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void A_list_is_cut_with_a_closing_zero()
    {
        Assert.Equal("a\0b\0"u8.ToArray(), ProcText.List("a\0b"u8, 10));
        Assert.Equal("abc\0"u8.ToArray(), ProcText.List("abcdefgh"u8, 4));
        Assert.Equal("abc\0"u8.ToArray(), ProcText.List("abc\0def"u8, 4));
        Assert.Empty(ProcText.List(default, 4));
    }

    [Theory]
    [InlineData(0x81b6, 0u, 5u, 0ul, true)]   // writable for others
    [InlineData(0x81a4, 5u, 5u, 0ul, true)]   // the owner's
    [InlineData(0x81a4, 0u, 5u, 0ul, false)]
    [InlineData(0x81a4, 0u, 5u, 0x2ul, true)] // CAP_DAC_OVERRIDE
    [InlineData(0x81a4, 0u, 5u, 0x8ul, true)] // CAP_FOWNER
    public void An_executable_is_writable_by_mode_owner_or_capability(int mode, uint owner, uint user, ulong capabilities, bool writable)
    {
        var file = new FileStatus { Mode = (ushort)mode, Uid = owner, Gid = 0 };
        var status = new StatusFile { FileSystemUid = user, FileSystemGid = 9, CapEffective = capabilities };

        Assert.Equal(writable, Executable.IsWritableBy(file, null, status));
        var readOnly = MountTable.Parse("10 1 8:1 / / rw - ext4 /dev/sda ro\n"u8).Find("/"u8);
        Assert.False(Executable.IsWritableBy(file, readOnly, status));
    }
}
