using System.Text;

using Lanner.Alerts.Outputs;
using Lanner.Capture;
using Lanner.Events;
using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Recording.Flight;
using Lanner.Rules;
using Lanner.State;

namespace Lanner.Metrics.Tests;

/// <summary>Snapshots of a watch that never was, with a value for everything there is.</summary>
static class Snapshots
{
    public const string Rules = """
        - rule: Plain
          desc: A rule
          condition: evt.type = execve
          output: ran
          priority: WARNING
          tags: [container, T1059.004]
        - rule: "Odd \"name\"\\ with\nline"
          desc: A rule
          condition: evt.type = openat
          output: opened
          priority: NOTICE
        - rule: Counting
          desc: A rule
          condition: evt.type = openat
          output: opened
          priority: NOTICE
          times: 5
          within: 10s
        """;

    public static RuleEngine Engine(string rules = Rules)
    {
        var result = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions)).Add("/etc/lanner/my-rules.yaml", Encoding.UTF8.GetBytes(rules)).Build();
        Assert.Equal("", result.ToText());
        return new RuleEngine(result.RuleSet!, _ => { });
    }

    public static WatchSnapshot Full(RuleEngine? engine = null)
    {
        var events = new EventTally();
        events.Count(EventCode.ExecveExit);
        return new WatchSnapshot
        {
            Facts = new ProgramFacts
            {
                Version = "1.2.3", FalcoVersion = "0.44.0", Source = "modern_bpf", HostName = "node\"1\"", KernelRelease = "6.1.0",
                Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567), Booted = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Processors = 4,
                ConfigurationFiles = [new LoadedFile("lanner.yaml", new string('a', 64))],
            },
            Elapsed = TimeSpan.FromSeconds(100),
            EventsRead = 1000,
            Events = events,
            Capture = Capture(read: 1000, submitted: 1010, ("ring_full", 30), ("too_large", 2), ("scratch", 1)),
            State = new StateStatistics { Processes = 10, Threads = 20, Descriptors = 300, ThreadsEvicted = 4 },
            Engine = engine ?? Engine(),
            Alerts = 17,
            Folding = (12, 3),
            Outputs = [Output("stdout"), Output("http") with { IsFailing = true, LastFailure = "refused", Queued = 7, DroppedByReason = [5, 0, 0, 0, 0] }],
            Engines = [("docker", true)],
            Flight = new FlightRecorderStatistics { MemoryBytes = 1, Captures = 2, Extended = 3, Skipped = 4, Failed = 5, Removed = 6, EventsLost = 7, ChunksEvicted = 8 },
            Web = new WebUse([(200, 5), (404, 1)], 2, 1),
            Resources = new ResourceUse { ResidentBytes = 64 << 20, CpuRatio = 0.0123, HostOpenFiles = 5000, Collections = [3, 2, 1] },
        };
    }

    public static CaptureStatistics Capture(ulong read, ulong submitted, params (string Reason, ulong Count)[] drops) => new()
    {
        EventsRead = read,
        Submitted = submitted,
        Dropped = drops.Aggregate(0ul, (sum, d) => sum + d.Count),
        DropsByReason = drops,
        DropsByCode = drops.Length == 0 ? [] : [(EventCode.OpenatExit, 20), (EventCode.ExecveExit, 13)],
        ByCpu = [(600, 30), (410, 3)],
        Rings = [new RingStatistics(8 << 20, 0, read, 0, 0)],
    };

    public static AlertOutputStatistics Output(string name) => new()
    {
        Name = name, Written = 3, DroppedByReason = new long[AlertDropReasons.All.Count], Queued = 0, Failures = 0, LastFailure = null, IsFailing = false,
    };
}
