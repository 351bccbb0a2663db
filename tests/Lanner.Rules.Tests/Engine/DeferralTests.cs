using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Engine;

/// <summary>What happens to alerts while the container's engine has not answered.</summary>
public class DeferralTests
{
    const string OtherId = "fedcba0987654321fedcba0987654321fedcba0987654321fedcba0987654321";

    static readonly string s_onImage = RuleFixture.Rule("on image",
        "evt.type = openat and fd.name startswith /etc and container.image.repository = nginx", "'%fd.name in %container.name by %proc.name'");

    static readonly string s_anyImage = RuleFixture.Rule("any image", "evt.type = openat and fd.name startswith /etc", "'%fd.name in %container.name'");

    static readonly string s_noDetail = RuleFixture.Rule("no detail", "evt.type = openat and fd.name startswith /tmp", "'%fd.name'");

    static readonly RuleSetOptions s_plain = new() { Additions = [] };

    static readonly ContainerDetail s_nginx = new() { Name = Scene.Utf8("web"), ImageRepository = Scene.Utf8("nginx") };

    [Fact]
    public void A_condition_on_detail_waits_for_the_detail()
    {
        var scene = NewScene(s_onImage);
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        Assert.Empty(scene.Alerts);
        Assert.Equal((1, 1), (scene.Engine.Statistics.Deferred, scene.Engine.Statistics.Pending));
        Answer(scene, s_nginx);
        Assert.Equal(["/etc/passwd in web by app"], scene.Alerts.Select(RuleFixture.Text));
        Assert.Equal((0, 0), (scene.Engine.Statistics.Pending, scene.Engine.Statistics.TimedOut));
    }

    [Fact]
    public void It_does_not_alert_when_the_detail_says_no()
    {
        var scene = NewScene(s_onImage);
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        Answer(scene, s_nginx with { ImageRepository = Scene.Utf8("redis") });
        Assert.Empty(scene.Alerts);
        Assert.Equal(0, scene.Engine.Statistics.Pending);
    }

    [Fact]
    public void An_event_that_another_comparison_refuses_does_not_wait()
    {
        var scene = NewScene(s_onImage);
        scene.Openat(10, "/var/x", "O_RDONLY");
        Assert.Equal(0, scene.Engine.Statistics.Deferred);
    }

    [Fact]
    public void A_match_whose_output_prints_detail_waits()
    {
        var scene = NewScene(s_anyImage);
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        Assert.Empty(scene.Alerts);
        Answer(scene, s_nginx);
        Assert.Equal(["/etc/passwd in web"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void A_match_that_needs_no_detail_alerts_at_once()
    {
        var scene = NewScene(s_noDetail);
        scene.Openat(10, "/tmp/x", "O_RDONLY");
        Assert.Single(scene.Alerts);
        Assert.Equal(0, scene.Engine.Statistics.Deferred);
    }

    [Fact]
    public void What_waits_is_told_as_it_was_at_its_event()
    {
        var scene = NewScene(s_onImage);
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        scene.Openat(10, "/var/other", "O_RDONLY");
        scene.Exec(10, 9, "another", cgroups: Scene.InContainer);
        Answer(scene, s_nginx);
        Assert.Equal(["/etc/passwd in web by app"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void Alerts_of_one_container_keep_their_order()
    {
        var scene = NewScene(s_onImage + s_noDetail);
        scene.Openat(10, "/tmp/before", "O_RDONLY");
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        scene.Openat(10, "/tmp/after", "O_RDONLY");
        scene.Openat(10, "/etc/group", "O_RDONLY");
        Assert.Equal(["/tmp/before"], scene.Alerts.Select(RuleFixture.Text));
        Answer(scene, s_nginx);
        Assert.Equal(["/tmp/before", "/etc/passwd in web by app", "/tmp/after", "/etc/group in web by app"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void Alerts_of_one_event_keep_their_order()
    {
        var scene = NewScene(s_onImage + RuleFixture.Rule("plain", "evt.type = openat", "'plain'"));
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        Assert.Empty(scene.Alerts);
        Answer(scene, s_nginx);
        Assert.Equal(["on image", "plain"], scene.Fired);
    }

    [Fact]
    public void Others_do_not_wait_for_it()
    {
        var scene = NewScene(s_onImage + s_anyImage);
        scene.State.Containers.Define(Scene.Utf8(OtherId), ContainerEngine.Docker, s_nginx with { Name = Scene.Utf8("other") }, scene.NowNs);
        scene.Seed(20, 1, "app", "cpuset=/docker/" + OtherId + "\0");
        scene.Seed(30, 1, "app");
        scene.Openat(10, "/etc/a", "O_RDONLY");
        scene.Openat(20, "/etc/b", "O_RDONLY");
        scene.Openat(30, "/etc/c", "O_RDONLY");
        Assert.Equal(["/etc/b in other by app", "/etc/b in other", "/etc/c in host"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void The_first_match_is_found_when_the_detail_comes()
    {
        var yaml = s_onImage + s_anyImage;
        var scene = NewScene(yaml, new RuleEngineOptions { FirstMatchOnly = true });
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        Answer(scene, s_nginx);
        Assert.Equal(["on image"], scene.Fired);

        scene = NewScene(yaml, new RuleEngineOptions { FirstMatchOnly = true });
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        Answer(scene, s_nginx with { ImageRepository = Scene.Utf8("redis") });
        Assert.Equal(["any image"], scene.Fired);
    }

    [Fact]
    public void After_the_deadline_it_is_decided_with_what_is_known()
    {
        var scene = NewScene(s_onImage + s_anyImage, new RuleEngineOptions { DetailDeadline = TimeSpan.FromMilliseconds(500) });
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        scene.NowNs += 499_000_000;
        scene.Engine.Poll(scene.NowNs);
        Assert.Empty(scene.Alerts);
        scene.NowNs += 1_000_000;
        scene.Engine.Poll(scene.NowNs);
        Assert.Equal(["/etc/passwd in <NA>"], scene.Alerts.Select(RuleFixture.Text));
        Assert.Equal(AlertValueKind.Missing, scene.Alerts[0].Fields.Single(f => f.Name == "container.name").Kind);
        Assert.Equal((1, 0), (scene.Engine.Statistics.TimedOut, scene.Engine.Statistics.Pending));
    }

    [Fact]
    public void Later_events_wait_anew_after_a_deadline()
    {
        var scene = NewScene(s_onImage, new RuleEngineOptions { DetailDeadline = TimeSpan.FromMilliseconds(500) });
        scene.Openat(10, "/etc/a", "O_RDONLY");
        scene.NowNs += 600_000_000;
        scene.Openat(10, "/etc/b", "O_RDONLY");
        Assert.Equal((1, 1), (scene.Engine.Statistics.TimedOut, scene.Engine.Statistics.Pending));
        Answer(scene, s_nginx);
        Assert.Equal(["/etc/b in web by app"], scene.Alerts.Select(RuleFixture.Text));
    }

    [Fact]
    public void A_container_whose_engine_never_answers_is_not_waited_for_longer_than_its_table_does()
    {
        var scene = NewScene(s_anyImage, new RuleEngineOptions { DetailDeadline = TimeSpan.FromMinutes(1) });
        scene.Openat(10, "/etc/a", "O_RDONLY");
        scene.NowNs += 3_000_000_000;
        scene.Drain();
        Assert.Single(scene.Alerts);
    }

    [Fact]
    public void When_too_many_wait_the_oldest_is_decided_and_none_is_lost()
    {
        var scene = NewScene(s_anyImage, new RuleEngineOptions { MaxPendingEvents = 3 });
        for (var i = 0; i < 5; i++) scene.Openat(10, $"/etc/{i}", "O_RDONLY");
        Assert.Equal(["/etc/0 in <NA>", "/etc/1 in <NA>"], scene.Alerts.Select(RuleFixture.Text));
        Assert.Equal((5, 2, 3), (scene.Engine.Statistics.Deferred, scene.Engine.Statistics.DecidedEarly, scene.Engine.Statistics.Pending));
        Answer(scene, s_nginx);
        Assert.Equal(["/etc/2 in web", "/etc/3 in web", "/etc/4 in web"], scene.Alerts.Skip(2).Select(RuleFixture.Text));
    }

    [Fact]
    public void Their_memory_is_bounded()
    {
        var scene = NewScene(s_anyImage, new RuleEngineOptions { MaxPendingBytes = 20_000 });
        for (var i = 0; i < 50; i++) scene.Openat(10, $"/etc/{new string('x', 3000)}{i}", "O_RDONLY");
        Assert.InRange(scene.Engine.Statistics.Pending, 1, 4);
        Assert.Equal(50, scene.Alerts.Count + scene.Engine.Statistics.Pending);
    }

    [Fact]
    public void A_flush_decides_everything()
    {
        var scene = NewScene(s_onImage + s_anyImage);
        scene.Openat(10, "/etc/a", "O_RDONLY");
        scene.Openat(10, "/etc/b", "O_RDONLY");
        scene.Engine.Flush();
        Assert.Equal(["/etc/a in <NA>", "/etc/b in <NA>"], scene.Alerts.Select(RuleFixture.Text));
        Assert.Equal(0, scene.Engine.Statistics.Pending);
    }

    [Fact]
    public void What_counted_as_missing_is_asked_again_when_the_detail_is_there()
    {
        var scene = NewScene(s_onImage);
        scene.Openat(10, "/etc/a", "O_RDONLY");
        scene.Engine.Flush();
        Assert.Empty(scene.Alerts);
        Answer(scene, s_nginx);
        scene.Openat(10, "/etc/b", "O_RDONLY");
        Assert.Equal(["/etc/b in web by app"], scene.Alerts.Select(RuleFixture.Text));
    }

    /// <summary>A process 10, child of 9, in a container that its engine has not told of.</summary>
    static Scene NewScene(string yaml, RuleEngineOptions? options = null)
    {
        var scene = new Scene(RuleFixture.Rules(s_plain, yaml), options);
        scene.Seed(9, 1, "shim");
        scene.Seed(10, 9, "app", Scene.InContainer);
        return scene;
    }

    static void Answer(Scene scene, ContainerDetail detail)
    {
        scene.Api.Answer(Scene.ContainerId, detail);
        scene.Drain();
    }
}
