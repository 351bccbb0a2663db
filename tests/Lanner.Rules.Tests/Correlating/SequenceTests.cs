using Lanner.Rules.Tests.Engine;

namespace Lanner.Rules.Tests.Correlating;

/// <summary>Rules that follow a sequence: <c>after</c>.</summary>
public class SequenceTests
{
    static readonly string s_three = RuleFixture.Rule("abc", "evt.type = openat and fd.name startswith /c", "'%fd.name after %after.second.fd.name after %after.first.fd.name by %after.first.proc.name'", more: """
          within: 1s
          by: host
          after:
            - {name: first, condition: evt.type = openat and fd.name startswith /a}
            - {name: second, condition: evt.type = openat and fd.name startswith /b}

        """);

    static Scene Watch(string rules, RuleEngineOptions? options = null)
    {
        var scene = new Scene(RuleFixture.Rules(rules), options);
        scene.Seed(10, 1, "cat");
        scene.Seed(11, 1, "dog");
        return scene;
    }

    static void Open(Scene scene, params string[] paths)
    {
        foreach (var path in paths) scene.Openat(10, path, "O_RDONLY");
    }

    static void Wait(Scene scene, int milliseconds) => scene.NowNs += (ulong)milliseconds * 1_000_000;

    [Theory]
    [InlineData("/a /b /c", 1)]
    [InlineData("/a /c /b", 0)]
    [InlineData("/b /a /c", 0)]
    [InlineData("/c /b /a", 0)]
    [InlineData("/b /c", 0)]
    [InlineData("/a /x /b /x /c", 1)]
    [InlineData("/a /a /b /b /c", 1)]
    [InlineData("/a /b /a /c", 1)]
    [InlineData("/a /b /c /c", 1)]
    [InlineData("/a /b /c /b /c", 1)]
    [InlineData("/a /b /c /a /b /c", 2)]
    public void The_steps_must_come_in_order_and_each_alert_takes_a_sequence_of_its_own(string paths, int alerts)
    {
        var scene = Watch(s_three);
        Open(scene, paths.Split(' '));
        Assert.Equal(alerts, scene.Alerts.Count);
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1001, 0)]
    public void The_time_is_that_from_the_first_step_to_the_last(int apartMs, int alerts)
    {
        var scene = Watch(s_three);
        Open(scene, "/a");
        Wait(scene, 500);
        Open(scene, "/b");
        Wait(scene, apartMs - 502);
        Open(scene, "/c");
        Assert.Equal(alerts, scene.Alerts.Count);
    }

    [Fact]
    public void Of_several_beginnings_the_latest_that_is_followed_counts()
    {
        var scene = Watch(s_three);
        Open(scene, "/a1");
        Wait(scene, 600);
        Open(scene, "/a2", "/b", "/a3");
        Wait(scene, 600);
        Open(scene, "/c");
        Assert.StartsWith("/c after /b after /a2 by cat", RuleFixture.Text(Assert.Single(scene.Alerts)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_alert_tells_when_the_steps_were()
    {
        var scene = Watch(s_three);
        Open(scene, "/a");
        var first = scene.NowNs;
        Open(scene, "/b");
        var second = scene.NowNs;
        Open(scene, "/c");
        var fields = Assert.Single(scene.Alerts).Fields.ToDictionary(field => field.Name);
        Assert.Equal([(long)first, (long)first, (long)second],
            ((string[])["count.first_time", "after.first.evt.rawtime", "after.second.evt.rawtime"]).Select(name => fields[name].Number));
        Assert.Equal("/a", System.Text.Encoding.UTF8.GetString(fields["after.first.fd.name"].Text));
    }

    [Fact]
    public void One_event_is_not_two_steps()
    {
        var scene = Watch(RuleFixture.Rule("twice", "evt.type = openat", more: "  within: 1s\n  after: [{name: first, condition: evt.type = openat}]\n"));
        Open(scene, "/a");
        Assert.Empty(scene.Alerts);
        Open(scene, "/a");
        Assert.Single(scene.Alerts);
        // The last event of an alert may begin the next.
        Open(scene, "/a");
        Assert.Equal(2, scene.Alerts.Count);
    }

    [Fact]
    public void A_step_can_have_a_key_of_its_own_so_that_what_was_written_is_what_is_run()
    {
        var scene = Watch(RuleFixture.Rule("run", "evt.type = execve", "'%proc.exepath %after.dropped.proc.name'", more: """
              within: 60s
              by: [container, proc.exepath]
              after:
                - name: dropped
                  condition: evt.type = openat and evt.is_open_write = true
                  by: [container, fd.name]

            """));
        scene.Openat(10, "/tmp/x", "O_WRONLY");
        scene.Exec(11, 1, "y", exePath: "/tmp/y");
        Assert.Empty(scene.Alerts);
        scene.Exec(11, 1, "x", exePath: "/tmp/x");
        Assert.StartsWith("/tmp/x cat ", RuleFixture.Text(Assert.Single(scene.Alerts)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_can_count_and_so_can_the_rule()
    {
        var scene = Watch(RuleFixture.Rule("brute", "evt.type = openat and fd.name = /good", more: """
              times: 2
              within: 10s
              after:
                - {name: failed, condition: evt.type = openat and fd.name startswith /bad, times: 3, distinct: fd.name}

            """));
        Open(scene, "/bad1", "/bad1", "/bad2", "/good", "/good");
        Assert.Empty(scene.Alerts);
        Open(scene, "/bad3", "/good", "/bad4");
        Assert.Empty(scene.Alerts);
        Open(scene, "/good");
        Assert.Single(scene.Alerts);
    }

    [Fact]
    public void Steps_are_noted_behind_a_first_match()
    {
        var scene = Watch(RuleFixture.Rule("all", "evt.type = openat and fd.name startswith /a") + s_three, new RuleEngineOptions { FirstMatchOnly = true });
        Open(scene, "/a", "/b", "/c");
        Assert.Equal(["all", "abc"], scene.Fired);
    }

    [Fact]
    public void Events_that_match_no_step_allocate_nothing()
    {
        var scene = Watch(s_three);
        var bytes = scene.Event(Lanner.Events.EventCode.OpenatExit, 10).Add(3).Add(-100).Add("/x").Add(1).Add(0).Add(8).Add(5).Build();
        var scratch = new Lanner.Filters.FieldScratch();
        ulong number = 0;
        Play(500);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Play(2000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(scene.Engine.Statistics.EventsEvaluated >= 2500);

        void Play(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var view = Lanner.Events.EventView.Trusted(bytes, default);
                var subject = scene.State.Apply(view);
                scene.Engine.Evaluate(new Lanner.Filters.EventContext(view, scene.State, subject, ++number, scratch));
                scene.State.Complete(view);
            }
        }
    }
}
