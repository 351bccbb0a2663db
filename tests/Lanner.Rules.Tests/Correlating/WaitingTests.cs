using Lanner.Rules.Tests.Engine;
using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Correlating;

/// <summary>Steps whose condition, key or output hangs on what the container's engine has not told yet.</summary>
public class WaitingTests
{
    static readonly RuleSetOptions s_plain = new() { Additions = [] };

    static readonly ContainerDetail s_nginx = new() { Name = Scene.Utf8("web"), ImageRepository = Scene.Utf8("nginx") };

    static readonly string s_sequence = RuleFixture.Rule("ab", "evt.type = openat and fd.name startswith /b", "'%fd.name after %after.a.fd.name'", more: """
          within: 1s
          after: [{name: a, condition: evt.type = openat and fd.name startswith /a and container.image.repository = nginx}]

        """);

    [Fact]
    public void A_step_that_waits_is_decided_before_what_came_after_it()
    {
        var scene = Watch(s_sequence);
        Open(scene, "/a", "/b");
        Assert.Empty(scene.Alerts);
        Answer(scene, s_nginx);
        Assert.Equal(["/b after /a"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void The_order_of_the_events_counts_not_that_of_the_decisions()
    {
        var scene = Watch(s_sequence);
        Open(scene, "/b", "/a");
        Answer(scene, s_nginx);
        Assert.Empty(scene.Alerts);
        Open(scene, "/b");
        Assert.Single(scene.Alerts);
    }

    [Fact]
    public void The_time_of_the_event_counts_not_that_of_the_decision()
    {
        var scene = Watch(s_sequence);
        Open(scene, "/a");
        scene.NowNs += 900_000_000;
        Open(scene, "/b");
        var time = scene.NowNs;
        scene.NowNs += 800_000_000;
        Answer(scene, s_nginx);
        Assert.Equal(time, Assert.Single(scene.Alerts).TimeNs);
    }

    [Fact]
    public void A_step_that_the_detail_refuses_was_none()
    {
        var scene = Watch(s_sequence);
        Open(scene, "/a", "/b");
        Answer(scene, s_nginx with { ImageRepository = Scene.Utf8("redis") });
        Assert.Empty(scene.Alerts);
    }

    [Fact]
    public void Time_that_is_up_decides_with_what_is_known()
    {
        var scene = Watch(s_sequence.Replace("container.image.repository = nginx", "not container.image.repository = redis", StringComparison.Ordinal));
        Open(scene, "/a", "/b");
        scene.Engine.Poll(scene.NowNs + 3_000_000_000);
        Assert.Equal(["/b after /a"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void Counting_does_not_wait_when_only_the_output_does()
    {
        var scene = Watch(RuleFixture.Rule("count", "evt.type = openat", "'%container.name %fd.name %count.times'", more: "  times: 3\n  within: 1s\n"));
        Open(scene, "/1", "/2");
        Assert.Equal(0, scene.Engine.Statistics.Deferred);
        Open(scene, "/3");
        Assert.Equal(1, scene.Engine.Statistics.Deferred);
        // Behind an alert that waits the others wait, and count all the same.
        Open(scene, "/4", "/5", "/6");
        Assert.Empty(scene.Alerts);
        Answer(scene, s_nginx);
        Assert.Equal(["web /3 3", "web /6 3"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void A_key_that_is_not_known_yet_is_waited_for()
    {
        var scene = Watch(RuleFixture.Rule("count", "evt.type = openat", more: "  times: 2\n  within: 1s\n  by: container.image.repository\n"));
        Open(scene, "/1", "/2");
        Assert.Empty(scene.Alerts);
        Answer(scene, s_nginx);
        Assert.Single(scene.Alerts);
    }

    [Fact]
    public void A_value_that_is_kept_of_a_step_is_waited_for()
    {
        var scene = Watch(RuleFixture.Rule("ab", "evt.type = openat and fd.name startswith /b", "'%fd.name after %after.a.container.image.repository'", more: """
              within: 1s
              after: [{name: a, condition: evt.type = openat and fd.name startswith /a}]

            """));
        Open(scene, "/a", "/b");
        Answer(scene, s_nginx);
        Assert.Equal(["/b after nginx"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void A_late_event_of_one_container_counts_among_those_of_others()
    {
        var scene = Watch(RuleFixture.Rule("count", "evt.type = openat and not container.image.repository = redis", more: "  times: 3\n  within: 1s\n  by: host\n"));
        scene.Seed(20, 1, "app");
        Open(scene, "/1");
        scene.Openat(20, "/2", "O_RDONLY");
        scene.Openat(20, "/3", "O_RDONLY");
        Assert.Empty(scene.Alerts);
        Answer(scene, s_nginx);
        Assert.Single(scene.Alerts);
    }

    [Fact]
    public void A_reload_counts_what_still_waits_with_the_rules_before()
    {
        var older = Watch(s_sequence);
        Open(older, "/a");
        var alerts = new List<Alert>();
        var engine = new RuleEngine(RuleFixture.Rules(s_plain, s_sequence), alerts.Add);
        engine.TakeOver(older.Engine);
        Answer(older, s_nginx);
        Assert.Equal(1, engine.Statistics.Correlation.Keys);
    }

    static Scene Watch(string rules)
    {
        var scene = new Scene(RuleFixture.Rules(s_plain, rules));
        scene.Seed(10, 1, "app", Scene.InContainer);
        return scene;
    }

    static void Open(Scene scene, params string[] paths)
    {
        foreach (var path in paths) scene.Openat(10, path, "O_RDONLY");
    }

    static void Answer(Scene scene, ContainerDetail detail)
    {
        scene.Api.Answer(Scene.ContainerId, detail);
        scene.Drain();
    }
}
