using System.Net;
using System.Text;
using Lanner.Events;
using Lanner.Filters;
using Lanner.Rules.Explaining;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Engine;

/// <summary>Looks at an event that state has taken in and the rules have judged.</summary>
delegate void Look(in EventContext context);

/// <summary>
/// A host on which a test lets things happen, event by event, watched by rules. The clock goes on a millisecond an event. There is
/// an init (1), and what the test seeds.
/// </summary>
sealed class Scene
{
    /// <summary>The container that <see cref="InContainer"/> puts processes into.</summary>
    public const string ContainerId = "1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";

    public const string InContainer = "cpuset=/docker/" + ContainerId + "\0";

    readonly FieldScratch _scratch = new();
    ulong _number;

    public Scene(RuleSet rules, RuleEngineOptions? options = null)
    {
        var containers = new ContainerTable(null, Api);
        containers.Start();
        State = new HostState(containers: containers);
        Engine = new RuleEngine(rules, Alerts.Add, options);
        State.SeedUsers([new UserSnapshot(33, 33, Utf8("www-data"), Utf8("/var/www"), []), new UserSnapshot(1000, 1000, Utf8("alice"), Utf8("/home/alice"), [])]);
        Seed(1, 0, "systemd");
    }

    public FakeEngineApi Api { get; } = new();

    public HostState State { get; }

    public RuleEngine Engine { get; }

    public List<Alert> Alerts { get; } = [];

    /// <summary>Is shown what the engine is shown; null for none.</summary>
    public RuleExplainer? Explainer { get; set; }

    /// <summary>Called for each event.</summary>
    public Look? OnEvent { get; set; }

    public ulong NowNs { get; set; } = 1_700_000_000_000_000_000;

    /// <summary>The container's detail is known from the start.</summary>
    public Scene WithContainer(ContainerDetail? detail = null)
    {
        State.Containers.Define(Utf8(ContainerId), ContainerEngine.Docker, detail ?? new ContainerDetail { Name = Utf8("web"), ImageRepository = Utf8("nginx") }, NowNs);
        return this;
    }

    /// <summary>A process that was there before.</summary>
    public void Seed(
        int pid, int parent, string name, string cgroups = "", uint uid = 0, string exe = "", string args = "", string cwd = "/", ulong caps = 0,
        ulong ageNs = 3600_000_000_000, uint tty = 0, int session = 0, params DescriptorSnapshot[] descriptors) => State.Seed([new ThreadSnapshot
        {
            Tid = pid, Pid = pid, ParentPid = parent, Name = Utf8(name), Exe = Utf8(exe.Length == 0 ? name : exe), ExePath = Utf8("/usr/bin/" + name),
            Args = Utf8(args), Cwd = Utf8(cwd), Cgroups = Utf8(cgroups), Uid = uid, Gid = uid, LoginUid = uint.MaxValue, VirtualTid = pid, VirtualPid = pid,
            SessionId = session == 0 ? pid : session, CapEffective = caps, CapPermitted = caps, StartNs = NowNs - ageNs, Tty = tty, Descriptors = descriptors,
        }]);

    /// <summary>Applies the event to state, then to the rules, then completes it; then takes what engines delivered.</summary>
    public void Send(EventBuilder builder)
    {
        Assert.True(EventView.TryRead(builder.Build(), default, out var view));
        var subject = State.Apply(view);
        var context = new EventContext(view, State, subject, ++_number, _scratch);
        Engine.Evaluate(context);
        Explainer?.Evaluate(context);
        OnEvent?.Invoke(context);
        State.Complete(view);
        Drain();
    }

    public void Drain()
    {
        if (!State.Drain(NowNs)) return;
        Engine.ContainersChanged(State.Containers.Changed);
        Explainer?.ContainersChanged(State.Containers.Changed);
    }

    public EventBuilder Event(EventCode code, long tid) => new(code, NowNs += 1_000_000, tid);

    /// <summary>An exec of the process; arguments are separated by blanks.</summary>
    public void Exec(
        int pid, int parent, string name, string args = "", string cgroups = "", string exe = "", string exePath = "", uint flags = 0, uint uid = 0,
        uint tty = 0, string cwd = "/", ulong caps = 0) =>
        Send(Event(EventCode.ExecveExit, pid).Add(0).Add(exe.Length == 0 ? name : exe).Add(Utf8(args.Length == 0 ? "" : args.Replace(' ', '\0') + "\0"))
            .Add(pid).Add(pid).Add(parent).Add(cwd).Add(1024).Add(1).Add(2).Add(3).Add(4).Add(5).Add(name).Add(Utf8(cgroups)).Add(Utf8("HOME=/root\0"))
            .Add(tty).Add(pid).Add(1000).Add(flags).Add((long)caps).Add((long)caps).Add((long)caps).Add(77).Add((long)NowNs).Add((long)NowNs).Add(uid)
            .Add(exePath.Length == 0 ? "/usr/bin/" + name : exePath).Add(pid).Add(uid));

    public void Openat(int pid, string path, string flags, long fd = 3) =>
        Send(Event(EventCode.OpenatExit, pid).Add(fd).Add(-100).Add(path).Add(Flags("file_flags", flags)).Add(0).Add(8).Add(5));

    public void Socket(int pid, string family, long fd = 3, uint type = 1) =>
        Send(Event(EventCode.SocketExit, pid).Add(fd).Add(Flags("socket_families", family)).Add(type).Add(0).Add(0));

    public void Connect(int pid, string destination, long fd = 3, long result = 0) =>
        Send(Event(EventCode.ConnectExit, pid).Add(result).Add([2, .. Endpoint("10.1.1.1:40000"), .. Endpoint(destination)]).Add(fd)
            .Add([2, .. Endpoint(destination)]));

    public void Ptrace(int pid, string request) =>
        Send(Event(EventCode.PtraceExit, pid).Add(0).Add([0, 0, 0, 0, 0, 0, 0, 0, 0]).Add([0, 0, 0, 0, 0, 0, 0, 0, 0]).Add(Flags("ptrace_requests", request)).Add(1));

    /// <summary>The named values joined by bars, as a number.</summary>
    public static uint Flags(string table, string names) => names.Split('|').Aggregate(0u, (all, name) => all | EventTable.Flags(table)[name]);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public IEnumerable<string> Fired => Alerts.Select(a => a.Rule.Name);

    static byte[] Endpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        var port = ushort.Parse(text.AsSpan(colon + 1));
        return [.. IPAddress.Parse(text[..colon]).GetAddressBytes(), (byte)port, (byte)(port >> 8)];
    }
}
