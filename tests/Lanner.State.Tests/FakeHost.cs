using System.Text;
using Lanner.Events;
using Lanner.State.Containers;
using Lanner.State.Users;
using Xunit;

namespace Lanner.State.Tests;

/// <summary>A host state that is fed events made by short calls; its clock goes on one millisecond an event.</summary>
sealed class FakeHost
{
    public const int ThreadFlag = 8192, FilesFlag = 1, ParentFlag = 256, CloseOnExec = 4096, Directory = 1024, InPidNamespace = 536870912;

    public FakeHost(StateOptions? options = null, IProcessLookup? lookup = null, IAccountSource? accounts = null) =>
        State = new HostState(options, new ContainerTable(), lookup, accounts);

    public HostState State { get; }

    public ulong NowNs { get; private set; } = 1_700_000_000_000_000_000;

    /// <summary>Applies and completes.</summary>
    public EventSubject Send(EventBuilder builder)
    {
        var subject = Apply(builder, out var bytes);
        State.Complete(View(bytes));
        return subject;
    }

    /// <summary>Applies only, as while consumers look at the event.</summary>
    public EventSubject Apply(EventBuilder builder) => Apply(builder, out _);

    public EventBuilder Event(EventCode code, long tid) => new(code, NowNs += 1_000_000, tid);

    public Process Process(int pid) => State.Processes.FindProcess(pid) ?? throw new InvalidOperationException($"no process {pid}");

    public static EventView View(byte[] bytes, int pid = 0)
    {
        Assert.True(EventView.TryRead(bytes, new EventOrigins(0, 0, pid, 0), out var view));
        return view;
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A process that was there before.</summary>
    public Process Seed(int pid, int parent = 0, string name = "init", string cwd = "/", string cgroups = "", params DescriptorSnapshot[] descriptors)
    {
        State.Seed([new ThreadSnapshot
        {
            Tid = pid, Pid = pid, ParentPid = parent, Name = Utf8(name), Exe = Utf8(name), ExePath = Utf8("/bin/" + name), Cwd = Utf8(cwd),
            Cgroups = Utf8(cgroups), VirtualTid = pid, VirtualPid = pid, Uid = 0, Gid = 0, SessionId = pid, Descriptors = descriptors,
        }]);
        return Process(pid);
    }

    public EventSubject CloneInParent(int caller, int child, uint flags = 0, int callerPid = 0, int callerParent = 0, string name = "sh") =>
        Send(CloneEvent(caller, child, callerPid == 0 ? caller : callerPid, callerParent, flags, name, caller, "", "/"));

    public EventSubject CloneInChild(
        int child, int parent, uint flags = 0, int pid = 0, string name = "sh", int virtualPid = 0, string cgroups = "", string cwd = "/") =>
        Send(CloneEvent(child, 0, pid == 0 ? child : pid, parent, flags, name, virtualPid == 0 ? child : virtualPid, cgroups, cwd));

    public Process Fork(int parent, int child, uint flags = 0)
    {
        CloneInParent(parent, child, flags);
        CloneInChild(child, parent, flags);
        return Process(child);
    }

    EventBuilder CloneEvent(int tid, long result, int pid, int parent, uint flags, string name, int virtualPid, string cgroups, string cwd) =>
        Event(EventCode.CloneExit, tid).Add(result).Add(name).Add([]).Add(tid).Add(pid).Add(parent).Add(cwd).Add(1024).Add(1).Add(2).Add(3)
            .Add(4).Add(5).Add(name).Add(Utf8(cgroups)).Add(flags).Add(0).Add(0).Add(virtualPid).Add(virtualPid);

    public EventBuilder ExecEvent(
        int pid, int parent, string name, string args = "", string cgroups = "", string exePath = "", uint flags = 0, long result = 0,
        uint uid = 0, string cwd = "/") =>
        Event(EventCode.ExecveExit, pid).Add(result).Add(name).Add(Utf8(args)).Add(pid).Add(pid).Add(parent).Add(cwd).Add(1024).Add(1).Add(2)
            .Add(3).Add(4).Add(5).Add(name).Add(Utf8(cgroups)).Add(Utf8("HOME=/root\0")).Add(34816).Add(7).Add(1000).Add(flags)
            .Add(1).Add(2).Add(3).Add(77).Add(88).Add(99).Add(uid).Add(exePath.Length == 0 ? "/bin/" + name : exePath).Add(pid).Add(0);

    public EventSubject Exec(int pid, int parent, string name, string args = "", string cgroups = "", string exePath = "", uint flags = 0, string cwd = "/") =>
        Send(ExecEvent(pid, parent, name, args, cgroups, exePath, flags, cwd: cwd));

    public EventSubject Exit(int tid, int reaper = 0) =>
        Send(Event(EventCode.ProcexitEnter, tid).Add(0).Add(0).Add(0).Add(0).Add(reaper));

    public EventBuilder OpenatEvent(int tid, long fd, string name, uint flags = 1, long directory = -100, ulong inode = 5) =>
        Event(EventCode.OpenatExit, tid).Add(fd).Add(directory).Add(name).Add(flags).Add(0).Add(8).Add((long)inode);

    public FileDescriptor? Openat(int tid, long fd, string name, uint flags = 1, long directory = -100) =>
        Send(OpenatEvent(tid, fd, name, flags, directory)).Descriptor;

    public FileDescriptor? Read(int tid, long fd) => Send(Event(EventCode.ReadExit, tid).Add(1).Add([1]).Add(fd).Add(1)).Descriptor;

    public EventSubject Close(int tid, long fd, long result = 0) => Send(Event(EventCode.CloseExit, tid).Add(result).Add(fd));

    public FileDescriptor? Socket(int tid, long fd, int domain = 2, uint type = 1) =>
        Send(Event(EventCode.SocketExit, tid).Add(fd).Add(domain).Add(type).Add(0).Add(0)).Descriptor;

    public EventBuilder ConnectEvent(int tid, long fd, long result, byte[] tuple, byte[]? address = null) =>
        Event(EventCode.ConnectExit, tid).Add(result).Add(tuple).Add(fd).Add(address ?? []);

    /// <summary>A pair as the tuple parameter has it, from <c>address:port</c> texts.</summary>
    public static byte[] Tuple(string source, string destination)
    {
        var (from, to) = (Endpoint(source), Endpoint(destination));
        return [(byte)(from.Length == 6 ? 2 : 10), .. from, .. to];
    }

    public static byte[] Address(string endpoint)
    {
        var bytes = Endpoint(endpoint);
        return [(byte)(bytes.Length == 6 ? 2 : 10), .. bytes];
    }

    static byte[] Endpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        var port = ushort.Parse(text.AsSpan(colon + 1));
        return [.. System.Net.IPAddress.Parse(text[..colon].Trim('[', ']')).GetAddressBytes(), (byte)port, (byte)(port >> 8)];
    }

    EventSubject Apply(EventBuilder builder, out byte[] bytes)
    {
        bytes = builder.Build();
        return State.Apply(View(bytes));
    }
}
