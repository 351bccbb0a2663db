using System.Text;

using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Recording.Flight;
using Lanner.Rules;
using Lanner.State;

namespace Lanner.Recording.Tests;

/// <summary>A host whose events go through a flight recorder and one rule: opening a file named alarm.</summary>
sealed class FlightBench : IDisposable
{
    public const ulong Start = 1_700_000_000_000_000_000, Second = 1_000_000_000;

    readonly FieldScratch _scratch = new();
    readonly RuleEngine _engine;
    readonly RuleSet _rules;
    ulong _number;

    public FlightBench(FlightRecorderOptions options, string ruleKeys = "", string condition = "evt.type = openat and fd.name endswith alarm")
    {
        Folder = Directory.CreateTempSubdirectory("lanner-flight-").FullName;
        Recorder = new FlightRecorder(options with { Folder = Path.Combine(Folder, "captures"), WaitsForRoom = true }, () => new CaptureSnapshot());
        var builder = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions), new RuleSetOptions());
        builder.Add("test.yaml", Encoding.UTF8.GetBytes($"""
            - rule: "Alarm / ../ bell"
              desc: for tests
              condition: {condition}
              output: opened %fd.name by %proc.cmdline in %proc.cwd below %proc.aname[1] %proc.aname[2] %proc.aname[3] of %proc.apid[1]
              priority: WARNING
            {ruleKeys}
            """));
        var rules = builder.Build();
        Assert.True(rules.RuleSet is not null, rules.ToText());
        _rules = rules.RuleSet;
        _engine = new RuleEngine(_rules, alert =>
        {
            Alerts.Add(Text(alert));
            Recorder.OnAlert(alert);
        });
    }

    /// <summary>What fired, as text.</summary>
    public List<string> Alerts { get; } = [];

    public string Folder { get; }

    public FlightRecorder Recorder { get; }

    public HostState Host { get; } = new();

    public ulong NowNs { get; set; } = Start;

    public string[] Files => [.. Directory.GetFiles(Path.Combine(Folder, "captures"), "*.scap.gz").Order()];

    public string[] IndexLines => File.Exists(Path.Combine(Folder, "captures", CaptureFolder.IndexName))
        ? File.ReadAllLines(Path.Combine(Folder, "captures", CaptureFolder.IndexName)) : [];

    public static string Id(char digit) => new(digit, 64);

    /// <summary>A process in a container (of the host without one).</summary>
    public void Seed(int pid, string container = "", params DescriptorSnapshot[] descriptors) => Host.Seed([new ThreadSnapshot
    {
        Tid = pid, Pid = pid, ParentPid = pid == 1 ? 0 : 1, Name = "p"u8.ToArray(), Cwd = "/"u8.ToArray(), Descriptors = descriptors,
        Cgroups = Encoding.ASCII.GetBytes(Cgroups(container)),
    }]);

    /// <summary>A new process, which tells so itself, in the container of its parent or another.</summary>
    public void Fork(int parent, int child, string name, string container = "") => Send(new EventBuilder(EventCode.CloneExit, NowNs, child)
        .Set("res", 0).Set("exe", name).Set("tid", child).Set("pid", child).Set("ptid", parent).Set("cwd", "/").Set("comm", name)
        .Set("cgroups", Encoding.ASCII.GetBytes(Cgroups(container))).Set("flags", 0).Set("uid", 0).Set("gid", 0).Set("vtid", child).Set("vpid", child));

    public void Exec(int pid, int parent, string name, string container = "") => Send(new EventBuilder(EventCode.ExecveExit, NowNs, pid)
        .Set("res", 0).Set("exe", name).Set("args", "-x\0"u8.ToArray()).Set("tid", pid).Set("pid", pid).Set("ptid", parent).Set("cwd", "/").Set("comm", name)
        .Set("cgroups", Encoding.ASCII.GetBytes(Cgroups(container))).Set("trusted_exepath", "/bin/" + name));

    public void Exit(int pid, int reaper) => Send(new EventBuilder(EventCode.ProcexitEnter, NowNs, pid).Set("status", 0).Set("reaper_tid", reaper));

    public void ChangeDirectory(int pid, string path) => Send(new EventBuilder(EventCode.ChdirExit, NowNs, pid).Set("res", 0).Set("path", path));

    public void Open(int pid, string name, int fd = 3) => Send(new EventBuilder(EventCode.OpenatExit, NowNs, pid)
        .Set("fd", fd).Set("dirfd", -100).Set("name", name).Set("flags", 1).Set("mode", 0).Set("dev", 1).Set("ino", 1));

    public void Read(int pid, int size, int fd = 3) => Send(new EventBuilder(EventCode.ReadExit, NowNs, pid)
        .Set("res", size).Set("data", new byte[size]).Set("fd", fd).Set("size", size));

    public void Send(EventBuilder builder)
    {
        NowNs += 1_000_000;
        Assert.True(EventView.TryRead(builder.Build(), default, out var view));
        Recorder.Before(view, Host);
        var subject = Host.Apply(view);
        var context = new EventContext(view, Host, subject, ++_number, _scratch);
        Recorder.Append(context);
        _engine.Evaluate(context);
        Host.Complete(view);
        Recorder.Poll(NowNs);
    }

    /// <summary>The alerts that a capture gives when it is judged by the same rule.</summary>
    public List<string> Judge(string file)
    {
        using var source = CaptureFileSource.Open(file);
        var tables = source.ReadSnapshot();
        var host = new HostState();
        host.Seed(tables.Threads);
        var alerts = new List<string>();
        var judge = new Judging(host, new RuleEngine(_rules, alert => alerts.Add(Text(alert))), new FieldScratch());
        while (!source.IsFinished) source.Poll(ref judge, 1000);
        judge.Engine.Flush();
        return alerts;
    }

    static string Cgroups(string container) => container.Length == 0 ? "cpu=/system.slice\0" : $"cpu=/docker/{container}\0";

    static string Text(Alert alert) => $"{alert.TimeNs} {Encoding.UTF8.GetString(alert.Output)}";

    /// <summary>Reads a capture: names of opened files, and r for reads, in order; what is there for state only is left out.</summary>
    public static List<string> Read(string file, out CaptureSnapshot tables)
    {
        using var source = CaptureFileSource.Open(file);
        tables = source.ReadSnapshot();
        var names = new Names();
        while (!source.IsFinished) source.Poll(ref names, 1000);
        return names.Found;
    }

    public void Dispose()
    {
        Recorder.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    readonly struct Names() : IEventConsumer
    {
        public List<string> Found { get; } = [];

        public void OnEvent(in EventView view)
        {
            if (view.Origins.StateOnly) return;
            Found.Add(view.Code switch
            {
                EventCode.OpenatExit => Encoding.UTF8.GetString(view.Text(2)),
                EventCode.ReadExit => "r",
                _ => view.Info.Name,
            });
        }
    }

    readonly struct Judging(HostState host, RuleEngine engine, FieldScratch scratch) : IEventConsumer
    {
        public RuleEngine Engine => engine;

        public void OnEvent(in EventView view)
        {
            var subject = host.Apply(view);
            if (!view.Origins.StateOnly) engine.Evaluate(new EventContext(view, host, subject, 1, scratch));
            host.Complete(view);
        }
    }
}
