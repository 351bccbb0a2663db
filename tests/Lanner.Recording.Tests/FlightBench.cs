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
    ulong _number;

    public FlightBench(FlightRecorderOptions options, string ruleKeys = "")
    {
        Folder = Directory.CreateTempSubdirectory("lanner-flight-").FullName;
        Recorder = new FlightRecorder(options with { Folder = Path.Combine(Folder, "captures"), WaitsForRoom = true }, () => new CaptureSnapshot());
        var builder = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions), new RuleSetOptions());
        builder.Add("test.yaml", Encoding.UTF8.GetBytes($"""
            - rule: "Alarm / ../ bell"
              desc: for tests
              condition: evt.type = openat and fd.name endswith alarm
              output: opened %fd.name
              priority: WARNING
            {ruleKeys}
            """));
        var rules = builder.Build();
        Assert.True(rules.RuleSet is not null, rules.ToText());
        _engine = new RuleEngine(rules.RuleSet, Recorder.OnAlert);
    }

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
        Cgroups = container.Length == 0 ? [] : Encoding.ASCII.GetBytes($"cpu=/docker/{container}\0"),
    }]);

    public void Open(int pid, string name, int fd = 3) => Send(new EventBuilder(EventCode.OpenatExit, NowNs, pid)
        .Set("fd", fd).Set("dirfd", -100).Set("name", name).Set("flags", 1).Set("mode", 0).Set("dev", 1).Set("ino", 1));

    public void Read(int pid, int size, int fd = 3) => Send(new EventBuilder(EventCode.ReadExit, NowNs, pid)
        .Set("res", size).Set("data", new byte[size]).Set("fd", fd).Set("size", size));

    public void Send(EventBuilder builder)
    {
        NowNs += 1_000_000;
        Assert.True(EventView.TryRead(builder.Build(), default, out var view));
        var subject = Host.Apply(view);
        var context = new EventContext(view, Host, subject, ++_number, _scratch);
        Recorder.Append(context);
        _engine.Evaluate(context);
        Host.Complete(view);
        Recorder.Poll(NowNs);
    }

    /// <summary>Ends everything and reads a capture: names of opened files, and r for reads, in order.</summary>
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

        public void OnEvent(in EventView view) => Found.Add(view.Code switch
        {
            EventCode.OpenatExit => Encoding.UTF8.GetString(view.Text(2)),
            EventCode.ReadExit => "r",
            _ => view.Info.Name,
        });
    }
}
