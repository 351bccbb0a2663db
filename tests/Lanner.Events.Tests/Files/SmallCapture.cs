using System.Text;
using Lanner.Events.Files;
using static Lanner.Events.Tests.Files.RawCapture;

namespace Lanner.Events.Tests.Files;

/// <summary>Two small captures of our own, which are also stored in tests/captures: one as sysdig wrote them years ago, one as ours are.</summary>
static class SmallCapture
{
    const ulong Start = 1_700_000_000_000_000_000;

    public static byte[] Old() => new RawCapture().Section().Machine()
        .Block(0x205, U16(1), U16(2), [127, 0, 0, 1, 255, 0, 0, 0, 127, 255, 255, 255], U64(0), "lo"u8.ToArray())
        .Block(0x206, [0, .. U32(0), .. U32(0), .. Text("root"), .. Text("/root"), .. Text("/bin/sh"), 1, .. U32(0), .. Text("root")])
        .Block(0x212, Thread(6, 10, "cat"), Thread(6, 11, "sh"))
        .Block(0x203, U64(10), Descriptor(1, 0, 1, Text("/dev/null")), Descriptor(1, 3, 8, U64(1), U64(2), Text("/run/x")))
        .Event1(MakeEvent(2, Start, 10))
        .Event1(MakeEvent(3, Start + 1, 10, U64(3), Zero("/etc/passwd"), U32(1), U32(0)))
        .Event1(MakeEvent(6, Start + 2, 10, U64(3), U32(4096)))
        .Event1(MakeEvent(152, Start + 3, 10, U64(0), U64(1), U64(2), U32(3), U32(4), U32(5)))
        .Event1(MakeEvent(7, Start + 4, 10, U64(5), "hello"u8.ToArray()))
        .Event1(MakeEvent(13, Start + 5, 11, U64(0), Zero("ls"), Zero("-l"), U64(11), U64(11), U64(1), Zero("/tmp"), U64(1024)))
        .Event1(MakeEvent(228, Start + 6, -1, Zero("0123456789ab"), U32(0), Zero("web"), Zero("nginx")))
        .Event1(MakeEvent(280, Start + 7, -1, Zero("id"), Zero("text")), lengthError: 3)
        .Event1(MakeEvent(16, Start + 8, 10)).ToArray();

    public static byte[] Current(bool compress = true, bool compatible = false)
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var writer = new CaptureFileWriter(path, new CaptureWriterOptions { Compress = compress, Compatible = compatible }, () => Snapshot))
            {
                foreach (var e in Events()) writer.Write(EventView.Trusted(e, new EventOrigins(0, 0, 0, 1)));
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static CaptureSnapshot Snapshot { get; } = new()
    {
        Machine = new MachineSnapshot(2, 1 << 30, 4_194_304, "lanner-test", Start - 1_000_000_000),
        Interfaces =
        [
            new InterfaceSnapshot("lo"u8.ToArray(), [127, 0, 0, 1], [255, 0, 0, 0], [127, 255, 255, 255], 0),
            new InterfaceSnapshot("eth0"u8.ToArray(), [.. new byte[15], 1], [.. new byte[16]], [.. new byte[16]], 1000),
        ],
        Users = [new UserSnapshot(0, 0, "root"u8.ToArray(), "/root"u8.ToArray(), "/bin/sh"u8.ToArray())],
        Groups = [new GroupSnapshot(0, "root"u8.ToArray())],
        Threads =
        [
            new ThreadSnapshot
            {
                Tid = 10, Pid = 10, ParentPid = 1, SessionId = 10, VirtualPgid = 10, Pgid = 10, Name = "nginx"u8.ToArray(),
                Exe = "nginx"u8.ToArray(), ExePath = "/usr/sbin/nginx"u8.ToArray(), Args = "-g\0daemon off;\0"u8.ToArray(),
                Cwd = "/"u8.ToArray(), Environment = "A=1\0B=2\0"u8.ToArray(), Cgroups = "cpu=/docker/0123\0"u8.ToArray(), Root = "/"u8.ToArray(),
                FdLimit = 1024, Flags = 1, Uid = 33, Gid = 33, LoginUid = 1000, VmSizeKiB = 1, VmRssKiB = 2, VmSwapKiB = 3, MajorFaults = 4,
                MinorFaults = 5, VirtualTid = 1, VirtualPid = 1, PidNamespaceStartNs = 6, Tty = 34816, ExeWritable = true, ExeUpperLayer = true,
                ExeFromMemFd = true, CapInheritable = 7, CapPermitted = 8, CapEffective = 9, ExeInode = 10, ExeInodeCtimeNs = 11,
                ExeInodeMtimeNs = 12,
                Descriptors =
                [
                    new DescriptorSnapshot { Fd = 0, Kind = DescriptorKind.FileWithFlags, Inode = 1, Name = "/dev/null"u8.ToArray(), OpenFlags = 1, Device = 5 },
                    new DescriptorSnapshot { Fd = 1, Kind = DescriptorKind.Fifo, Inode = 2, Name = "pipe:[2]"u8.ToArray() },
                    new DescriptorSnapshot
                    {
                        Fd = 3, Kind = DescriptorKind.IPv4Connection, SourceAddress = [10, 0, 0, 1], DestinationAddress = [10, 0, 0, 2],
                        SourcePort = 40000, DestinationPort = 443, Transport = TransportProtocol.Tcp,
                    },
                    new DescriptorSnapshot
                    {
                        Fd = 4, Kind = DescriptorKind.IPv6Listener, SourceAddress = [.. new byte[16]], SourcePort = 80, Transport = TransportProtocol.Tcp,
                    },
                    new DescriptorSnapshot { Fd = 5, Kind = DescriptorKind.UnixSocket, Name = "/run/s"u8.ToArray(), SourcePointer = 7, DestinationPointer = 8 },
                    new DescriptorSnapshot { Fd = 6, Kind = DescriptorKind.IoUring, Name = "[io_uring]"u8.ToArray() },
                ],
            },
            new ThreadSnapshot { Tid = 11, Pid = 10 },
        ],
    };

    public static IEnumerable<byte[]> Events()
    {
        yield return new EventBuilder(EventCode.ContainerEnter, Start, -1).Add("""{"container":{"id":"0123456789ab","type":0,"name":"web"}}""").Build();
        yield return new EventBuilder(EventCode.OpenatExit, Start + 1, 10).Set("fd", 7).Set("dirfd", -100).Set("name", "/etc/shadow")
            .Set("flags", 1).Set("mode", 0).Set("dev", 5).Set("ino", 99).Build();
        yield return new EventBuilder(EventCode.ReadExit, Start + 2, 10).Set("res", 300).Set("data", Encoding.ASCII.GetBytes(new string('r', 300)))
            .Set("fd", 7).Set("size", 4096).Build();
        yield return new EventBuilder(EventCode.WriteExit, Start + 3, 10).Set("res", 5).Set("data", "hello"u8).Set("fd", 1).Set("size", 5).Build();
        yield return new EventBuilder(EventCode.DupExit, Start + 4, 10).Set("res", 8).Set("oldfd", 7).Build();
        yield return new EventBuilder(EventCode.Accept4Exit, Start + 5, 10).Set("fd", 9)
            .Set("tuple", [2, 10, 0, 0, 2, 0x40, 0x9c, 10, 0, 0, 1, 80, 0]).Set("queuepct", 0).Set("queuelen", 0).Set("queuemax", 128).Set("flags", 0).Build();
        yield return new EventBuilder(EventCode.MemfdCreateExit, Start + 6, 10).Set("fd", 11).Set("name", "x").Set("flags", 0).Build();
        yield return new EventBuilder(EventCode.PrctlExit, Start + 7, 10).Set("res", 0).Set("option", 15).Set("arg2_str", "worker").Set("arg2_int", 0).Build();
        yield return new EventBuilder(EventCode.CloseExit, Start + 8, 10).Set("res", 0).Set("fd", 7).Build();
        yield return new EventBuilder(EventCode.ProcexitEnter, Start + 9, 10).Set("status", 0).Set("ret", 0).Set("sig", 0).Set("core", 0)
            .Set("reaper_tid", 1).Build();
    }
}
