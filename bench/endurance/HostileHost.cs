using System.Text;
using Lanner.Events;
using Lanner.Events.Files;

namespace Lanner.Endurance;

/// <summary>What a container does to make whoever watches it grow.</summary>
enum Hostility
{
    /// <summary>Processes that start processes, each the child of the one before, and never end.</summary>
    Forks,

    /// <summary>Long file names, none of them twice, on ever other descriptors, written to where rules look.</summary>
    Names,

    /// <summary>Containers that come, do what rules alert on, and go, or stay.</summary>
    Containers,

    /// <summary>Programs with as many arguments and as large an environment as an event takes, none of them twice.</summary>
    Arguments,

    /// <summary>Connections to addresses, none of them twice.</summary>
    Connections,

    /// <summary>Threads of which nothing was ever told.</summary>
    Strangers,
}

/// <summary>A host with a container that tries to fill the memory of the watch. No id, name or address comes twice before its numbers end.</summary>
sealed class HostileHost(Hostility kind, int eventsPerRound) : ITale
{
    const ulong BeganNs = 1_700_000_000_000_000_000;

    /// <summary>20,000 events a second.</summary>
    const ulong StepNs = 50_000;

    const long FirstTid = 1000;

    public CaptureSnapshot Beginning { get; } = new() { Threads = [Thread(1, 0, "init", ""), Thread(FirstTid, 1, "sh", Cgroup(0))] };

    public void Tell<TConsumer>(long round, TConsumer to) where TConsumer : IEventConsumer
    {
        for (var i = 0; i < eventsPerRound; i++)
        {
            var number = round * eventsPerRound + i;
            var bytes = Event(number, BeganNs + (ulong)number * StepNs).Build();
            to.OnEvent(EventView.Trusted(bytes, default));
        }
    }

    EventBuilder Event(long number, ulong timeNs) => kind switch
    {
        Hostility.Forks => Fork(timeNs, Tid(number + 1), number == 0 ? FirstTid : Tid(number), $"fork{number}", Cgroup(0)),
        Hostility.Names => Open(timeNs, FirstTid + number % 7, number % 5000, $"/etc/{new string('n', (int)(number % 1000 * 3))}{number}", 2),
        Hostility.Containers => Container(timeNs, number),
        Hostility.Arguments => number % 2 == 0
            ? Fork(timeNs, Tid(number), FirstTid, "sh", Cgroup(0))
            : Exec(timeNs, Tid(number - 1), $"p{number}", Many($"argument{number}"), Many($"VARIABLE{number}=value")),
        Hostility.Connections => number % 2 == 0
            ? new EventBuilder(EventCode.SocketExit, timeNs, FirstTid).Set("fd", number / 2 % 10_000).Set("domain", 2).Set("type", 1)
            : new EventBuilder(EventCode.ConnectExit, timeNs, FirstTid).Set("res", 0).Set("tuple", Tuple(number)).Set("fd", number / 2 % 10_000),
        _ => Open(timeNs, Tid(number), 3, $"/etc/shadow{number}"),
    };

    /// <summary>Eight events for each container: it begins, its first program starts, three files that rules know, it ends unless it is one of ten.</summary>
    static EventBuilder Container(ulong timeNs, long number)
    {
        var (container, step) = (number / 8, number % 8);
        var tid = Tid(container);
        return step switch
        {
            0 => Fork(timeNs, tid, 1, "runc", Cgroup(container)),
            // Of one in four nothing is ever known, so that what is asked about it waits.
            1 when container % 4 > 0 => new EventBuilder(EventCode.ContainerEnter, timeNs, -1).Set("json",
                $$$"""{"container":{"id":"{{{Id(container)[..12]}}}","full_id":"{{{Id(container)}}}","name":"name{{{container}}}","image":"image{{{container}}}","type":0}}"""),
            2 => Exec(timeNs, tid, "sh", $"sh\0-c\0{container}\0", $"HOME=/{container}\0", Cgroup(container)),
            3 => Open(timeNs, tid, 3, "/etc/shadow"),
            4 => Open(timeNs, tid, 4, $"/usr/bin/new{container}", 2),
            5 => Open(timeNs, tid, 5, "/root/.ssh/id_rsa"),
            6 when container % 10 > 0 => new EventBuilder(EventCode.ProcexitEnter, timeNs, tid).Set("status", 0),
            _ => Open(timeNs, 1, 6, "/proc/1/status"),
        };
    }

    static EventBuilder Fork(ulong timeNs, long tid, long parent, string name, string cgroup) => new EventBuilder(EventCode.CloneExit, timeNs, tid)
        .Set("res", 0).Set("exe", name).Set("args", ReadOnlySpan<byte>.Empty).Set("tid", tid).Set("pid", tid).Set("ptid", parent).Set("cwd", "/")
        .Set("comm", name).Set("cgroups", Bytes(cgroup)).Set("flags", 0).Set("uid", 0).Set("gid", 0).Set("vtid", tid).Set("vpid", tid);

    static EventBuilder Exec(ulong timeNs, long tid, string name, string arguments, string environment, string? cgroup = null) =>
        new EventBuilder(EventCode.ExecveExit, timeNs, tid).Set("res", 0).Set("exe", name).Set("args", Bytes(arguments)).Set("tid", tid).Set("pid", tid)
            .Set("ptid", FirstTid).Set("cwd", "/").Set("comm", name).Set("cgroups", Bytes(cgroup ?? Cgroup(0))).Set("env", Bytes(environment)).Set("uid", 0)
            .Set("trusted_exepath", $"/bin/{name}");

    static EventBuilder Open(ulong timeNs, long tid, long fd, string path, int flags = 1) => new EventBuilder(EventCode.OpenatExit, timeNs, tid)
        .Set("fd", fd).Set("dirfd", -100).Set("name", path).Set("flags", flags).Set("mode", 0).Set("dev", 8).Set("ino", fd);

    static ThreadSnapshot Thread(long tid, long parent, string name, string cgroup) => new()
    {
        Tid = tid, Pid = tid, ParentPid = parent, Name = Bytes(name), Exe = Bytes(name), ExePath = Bytes($"/bin/{name}"), Cwd = Bytes("/"), Cgroups = Bytes(cgroup),
        Uid = 0, Gid = 0,
    };

    static long Tid(long number) => FirstTid + 10 + number % 4_000_000;

    static string Id(long container) => $"{(ulong)container * 0x9E3779B97F4A7C15:x16}{new string('a', 48)}";

    static string Cgroup(long container) => $"cpuset=/docker/{Id(container)}\0";

    /// <summary>As much text as an event of 64 KiB can have twice.</summary>
    static string Many(string text) => string.Concat(Enumerable.Repeat(text + '\0', 30_000 / (text.Length + 1)));

    static byte[] Tuple(long number)
    {
        var bytes = new byte[13];
        (bytes[0], bytes[1], bytes[5]) = (2, 10, 40);
        BitConverter.TryWriteBytes(bytes.AsSpan(7), (uint)number * 2654435761u);
        BitConverter.TryWriteBytes(bytes.AsSpan(11), (ushort)number);
        return bytes;
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
