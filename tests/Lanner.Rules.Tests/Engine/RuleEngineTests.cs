using Lanner.Events;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Rules.Tests.Engine;

public class RuleEngineTests
{
    static readonly string s_two = RuleFixture.Rule("first", "evt.type = openat and fd.name startswith /etc", "'read %fd.name by %proc.name'", "Warning")
        + RuleFixture.Rule("second", "evt.type = openat and proc.name = cat") + RuleFixture.Rule("third", "evt.type = execve");

    [Fact]
    public void All_rules_that_match_alert_in_load_order()
    {
        var scene = new Scene(RuleFixture.Rules(s_two));
        scene.Seed(10, 1, "cat");
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        scene.Openat(10, "/tmp/x", "O_RDONLY");
        Assert.Equal(["first", "second", "second"], scene.Fired);
    }

    [Fact]
    public void Only_the_first_alerts_when_asked_so()
    {
        var scene = new Scene(RuleFixture.Rules(s_two), new RuleEngineOptions { FirstMatchOnly = true });
        scene.Seed(10, 1, "cat");
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        scene.Openat(10, "/tmp/x", "O_RDONLY");
        Assert.Equal(["first", "second"], scene.Fired);
        Assert.Equal((2, 1), Counts(scene, 0));
        Assert.Equal((1, 1), Counts(scene, 1));
    }

    [Fact]
    public void An_alert_owns_everything_it_tells()
    {
        var scene = new Scene(RuleFixture.Rules(s_two), new RuleEngineOptions { KeepProcess = true });
        scene.Seed(9, 1, "bash");
        scene.Seed(10, 9, "cat");
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        var time = scene.NowNs;
        scene.Exec(10, 9, "other");
        scene.Openat(10, "/elsewhere", "O_RDONLY");
        var alert = scene.Alerts[0];
        Assert.Equal($"{time} 1 {scene.State.HostName} syscall first Warning 10", $"{alert.TimeNs} {alert.EventNumber} {alert.Hostname} {alert.Source} {alert.Rule} {alert.Priority} {alert.Pid}");
        Assert.StartsWith("read /etc/passwd by cat container_id=host container_name=host", RuleFixture.Text(alert), StringComparison.Ordinal);
        Assert.Equal("/etc/passwd", System.Text.Encoding.UTF8.GetString(alert.Fields.Single(f => f.Name == "fd.name").Text));
        Assert.Equal((AlertValueKind.Unsigned, (long)time), (alert.Fields[0].Kind, alert.Fields[0].Number));
        Assert.Equal("evt.time", alert.Fields[0].Name);
        Assert.Equal("cat<bash<systemd", Lineage(alert.Process!));
        Assert.True(alert.Container!.IsHost);
    }

    [Fact]
    public void Counters_tell_what_was_evaluated_and_matched()
    {
        var scene = new Scene(RuleFixture.Rules(s_two));
        scene.Seed(10, 1, "cat");
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        scene.Openat(10, "/tmp/x", "O_RDONLY");
        scene.Exec(10, 1, "ls");
        scene.Socket(10, "AF_INET");
        Assert.Equal([(2, 1), (2, 2), (1, 1)], Enumerable.Range(0, 3).Select(i => Counts(scene, i)));
        Assert.Equal((3, 4), (scene.Engine.Statistics.EventsEvaluated, scene.Engine.Statistics.Alerts));
    }

    [Fact]
    public void A_new_rule_set_does_not_take_over_outcomes_of_the_old_one()
    {
        var scene = new Scene(RuleFixture.Rules(RuleFixture.Rule("r", "evt.type = openat and proc.name = cat")));
        scene.Seed(10, 1, "cat");
        scene.Openat(10, "/a", "O_RDONLY");
        var alerts = new List<Alert>();
        var engine = new RuleEngine(RuleFixture.Rules(RuleFixture.Rule("r", "evt.type = openat and proc.name = dog")), alerts.Add);
        Evaluate(engine, scene.State, scene.Event(EventCode.OpenatExit, 10).Add(3).Add(-100).Add("/a").Add(1).Add(0).Add(8).Add(5).Build(), 2);
        Assert.Single(scene.Alerts);
        Assert.Empty(alerts);
    }

    [Fact]
    public void An_event_of_no_known_code_is_passed_over()
    {
        var scene = new Scene(RuleFixture.Rules(s_two));
        var bytes = new EventBuilder(EventCode.OpenExit, 1, 1).Build();
        bytes[20] = 0xff;
        bytes[21] = 0xff;
        Evaluate(scene.Engine, scene.State, bytes, 1);
        Assert.Empty(scene.Alerts);
    }

    [Fact]
    public void Events_that_fire_nothing_allocate_nothing()
    {
        var rules = new RuleSetBuilder(TestCatalogue.Instance).AddPath(OfficialRules.PathOf(OfficialRules.Stable)).Build().RuleSet!;
        var scene = new Scene(rules).WithContainer();
        scene.Seed(10, 1, "myapp", Scene.InContainer, args: "--serve\0");
        byte[][] events =
        [
            scene.Event(EventCode.OpenatExit, 10).Add(3).Add(-100).Add("/data/file").Add(1).Add(0).Add(8).Add(5).Build(),
            scene.Event(EventCode.OpenatExit, 10).Add(4).Add(-100).Add("/data/other").Add(2).Add(0).Add(8).Add(6).Build(),
            scene.Event(EventCode.SymlinkExit, 10).Add(0).Add("/a").Add("/b").Build(),
            scene.Event(EventCode.Dup2Exit, 10).Add(9).Add(3).Add(9).Build(),
            scene.Event(EventCode.SocketExit, 10).Add(7).Add(2).Add(1).Add(0).Add(0).Build(),
            scene.Event(EventCode.PtraceExit, 10).Add(0).AddAbsent().AddAbsent().Add(8).Add(1).Build(),
        ];
        var scratch = new FieldScratch();
        ulong number = 0;
        for (var i = 0; i < 500; i++) Play();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2000; i++) Play();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Empty(scene.Alerts);
        Assert.True(scene.Engine.Statistics.EventsEvaluated >= 5 * 2500);
        Assert.Equal(0, allocated);

        void Play()
        {
            foreach (var bytes in events)
            {
                var view = EventView.Trusted(bytes, default);
                var subject = scene.State.Apply(view);
                scene.Engine.Evaluate(new EventContext(view, scene.State, subject, ++number, scratch));
                scene.State.Complete(view);
            }
        }
    }

    [Fact]
    public void Counters_tell_how_often_a_condition_had_to_be_asked_and_what_that_took()
    {
        var scene = new Scene(RuleFixture.Rules(s_two));
        scene.Seed(10, 1, "cat");
        for (var i = 0; i < 3000; i++) scene.Openat(10, i % 10 == 0 ? "/etc/passwd" : "/tmp/x", "O_RDONLY");
        var (first, second, third) = (Counters(scene, 0), Counters(scene, 1), Counters(scene, 2));
        Assert.Equal((3000, 300, 300), (first.Evaluations, first.Matches, first.Asks));
        Assert.Equal((3000, 3000, 3000), (second.Evaluations, second.Matches, second.Asks));
        Assert.Equal((0, 0, 0), (third.Evaluations, third.Matches, third.Asks));
        Assert.True(second.Time > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, third.Time);
        Assert.True(scene.Engine.Statistics.SieveTime > TimeSpan.Zero);
    }

    static RuleCounters Counters(Scene scene, int rule) => scene.Engine.Counters(scene.Engine.Rules.Rules[rule]);

    static (long Evaluations, long Matches) Counts(Scene scene, int rule) => (Counters(scene, rule).Evaluations, Counters(scene, rule).Matches);

    static void Evaluate(RuleEngine engine, HostState state, byte[] bytes, ulong number)
    {
        Assert.True(EventView.TryRead(bytes, default, out var view));
        engine.Evaluate(new EventContext(view, state, state.Apply(view), number, new FieldScratch()));
    }

    static string Lineage(Process process)
    {
        var name = System.Text.Encoding.UTF8.GetString(process.Name);
        return process.Parent is null ? name : $"{name}<{Lineage(process.Parent)}";
    }
}
