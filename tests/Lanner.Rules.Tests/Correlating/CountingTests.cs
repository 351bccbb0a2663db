using Lanner.Rules.Tests.Engine;

namespace Lanner.Rules.Tests.Correlating;

/// <summary>Rules that count: <c>times</c>, <c>within</c>, <c>by</c>, <c>distinct</c>.</summary>
public class CountingTests
{
    static Scene Watch(string more, RuleEngineOptions? options = null)
    {
        var scene = new Scene(RuleFixture.Rules(RuleFixture.Rule("many", "evt.type = openat and fd.name startswith /s/", "'%fd.name %count.times'", more: more)), options);
        scene.Seed(10, 1, "cat");
        scene.Seed(11, 1, "dog");
        return scene;
    }

    /// <summary>An open, so many milliseconds after the last.</summary>
    static void Open(Scene scene, int pid, string path, int laterMs = 1)
    {
        scene.NowNs += (ulong)(laterMs - 1) * 1_000_000;
        scene.Openat(pid, path, "O_RDONLY");
    }

    [Fact]
    public void The_last_of_so_many_alerts_and_then_it_begins_anew()
    {
        var scene = Watch("  times: 5\n  within: 30s\n");
        for (var i = 0; i < 100; i++) Open(scene, 10, "/s/x");
        Assert.Equal(20, scene.Alerts.Count);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => 5ul * (ulong)i), scene.Alerts.Select(alert => alert.EventNumber));
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1001, 0)]
    public void The_first_and_the_last_may_be_as_far_apart_as_the_time(int apartMs, int alerts)
    {
        var scene = Watch("  times: 3\n  within: 1s\n");
        Open(scene, 10, "/s/x");
        Open(scene, 10, "/s/x", 1);
        Open(scene, 10, "/s/x", apartMs - 1);
        Assert.Equal(alerts, scene.Alerts.Count);
    }

    [Fact]
    public void The_window_slides()
    {
        var scene = Watch("  times: 3\n  within: 1s\n");
        foreach (var later in (int[])[1, 700, 700, 200]) Open(scene, 10, "/s/x", later);
        Assert.Equal([4ul], scene.Alerts.Select(alert => alert.EventNumber));
    }

    [Fact]
    public void An_alert_tells_how_many_and_since_when()
    {
        var scene = Watch("  times: 3\n  within: 1s\n");
        Open(scene, 10, "/s/1");
        var first = scene.NowNs;
        Open(scene, 10, "/s/2");
        Open(scene, 10, "/s/3");
        var alert = Assert.Single(scene.Alerts);
        Assert.StartsWith("/s/3 3 ", RuleFixture.Text(alert), StringComparison.Ordinal);
        Assert.Equal(3, alert.Fields.Single(field => field.Name == "count.times").Number);
        Assert.Equal((long)first, alert.Fields.Single(field => field.Name == "count.first_time").Number);
        Assert.Equal(scene.NowNs, alert.TimeNs);
    }

    [Theory]
    [InlineData("process", 0)]
    [InlineData("proc.name", 0)]
    [InlineData("[host]", 1)]
    [InlineData("container", 1)]
    [InlineData("user", 1)]
    [InlineData("fd.name", 0)]
    [InlineData("[container, user]", 1)]
    [InlineData("[container, process]", 0)]
    public void Only_events_with_the_same_key_count_together(string by, int alerts)
    {
        var scene = Watch($"  times: 4\n  within: 10s\n  by: {by}\n");
        for (var i = 0; i < 2; i++)
        {
            Open(scene, 10, "/s/a");
            Open(scene, 11, "/s/b");
        }

        Assert.Equal(alerts, scene.Alerts.Count);
        for (var i = 0; i < 2; i++) Open(scene, 10, "/s/a");
        Assert.Single(scene.Alerts);
    }

    [Fact]
    public void An_event_without_the_key_counts_for_nothing()
    {
        var scene = Watch("  times: 2\n  within: 10s\n  by: fd.sip\n");
        for (var i = 0; i < 9; i++) Open(scene, 10, "/s/a");
        Assert.Empty(scene.Alerts);
        Assert.Equal(0, scene.Engine.Statistics.Correlation.Keys);
    }

    [Fact]
    public void Equal_values_count_once_and_from_the_last_time_on()
    {
        var scene = Watch("  times: 3\n  within: 1s\n  distinct: fd.name\n");
        foreach (var path in (string[])["/s/a", "/s/a", "/s/b", "/s/b", "/s/a"]) Open(scene, 10, path);
        Assert.Empty(scene.Alerts);
        Open(scene, 10, "/s/a", 900);
        // b is over, a was seen again.
        Open(scene, 10, "/s/c", 900);
        Assert.Empty(scene.Alerts);
        Open(scene, 10, "/s/d", 50);
        Assert.Single(scene.Alerts);
    }

    [Fact]
    public void Counting_can_be_changed_and_switched_off_by_an_override()
    {
        const string Counting = "  times: 3\n  within: 1s\n";
        var rule = RuleFixture.Rule("many", "evt.type = openat", more: Counting);
        foreach (var (change, alerts) in ((string, int)[])
            [("  times: 2\n  override: {times: replace}\n", 2), ("  times: 1\n  override: {times: replace}\n", 4),
             ("  within: 1ms\n  by: process\n  override: {within: replace, by: replace}\n", 0)])
        {
            var scene = new Scene(RuleFixture.Rules(rule, "- rule: many\n" + change));
            scene.Seed(10, 1, "cat");
            for (var i = 0; i < 4; i++) Open(scene, 10, "/s/a");
            Assert.Equal(alerts, scene.Alerts.Count);
        }
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_what_was_silent_longest_goes_first()
    {
        var scene = Watch("  times: 2\n  within: 1h\n  by: fd.name\n", new RuleEngineOptions { MaxCorrelationKeys = 10 });
        for (var i = 0; i < 100; i++) Open(scene, 10, $"/s/{i}");
        Assert.Equal((10, 90), (scene.Engine.Statistics.Correlation.Keys, scene.Engine.Statistics.Correlation.Evicted));
        Open(scene, 10, "/s/89");
        Assert.Empty(scene.Alerts);
        Open(scene, 10, "/s/99");
        Assert.Single(scene.Alerts);
    }

    [Fact]
    public void What_is_remembered_is_bounded_in_bytes()
    {
        var scene = Watch("  times: 2\n  within: 1h\n  by: fd.name\n", new RuleEngineOptions { MaxCorrelationBytes = 100_000 });
        for (var i = 0; i < 1000; i++) Open(scene, 10, $"/s/{i}{new string('x', 900)}");
        Assert.InRange(scene.Engine.Statistics.Correlation.Bytes, 50_000, 100_000);
        Assert.InRange(scene.Engine.Statistics.Correlation.Evicted, 900, 980);
    }

    [Fact]
    public void What_is_over_is_forgotten()
    {
        var scene = Watch("  times: 2\n  within: 1s\n  by: fd.name\n", new RuleEngineOptions { DetailDeadline = TimeSpan.Zero });
        for (var i = 0; i < 100; i++) Open(scene, 10, $"/s/{i}");
        Assert.Equal(100, scene.Engine.Statistics.Correlation.Keys);
        Open(scene, 10, "/s/x", 950);
        Assert.Equal(52, scene.Engine.Statistics.Correlation.Keys);
        scene.Engine.Poll(scene.NowNs + 2_000_000_000);
        Assert.Equal((0, 0L, 101), (scene.Engine.Statistics.Correlation.Keys, scene.Engine.Statistics.Correlation.Bytes, scene.Engine.Statistics.Correlation.Expired));
    }

    [Fact]
    public void A_reload_goes_on_with_rules_that_are_the_same()
    {
        string[] rules = [RuleFixture.Rule("same", "evt.type = openat", more: "  times: 3\n  within: 9s\n"), RuleFixture.Rule("other", "evt.type = openat", more: "  times: 3\n  within: 9s\n")];
        var older = new Scene(RuleFixture.Rules(rules));
        older.Seed(10, 1, "cat");
        Open(older, 10, "/s/a");
        Open(older, 10, "/s/a");
        var scene = new Scene(RuleFixture.Rules(rules[0], rules[1].Replace("9s", "8s", StringComparison.Ordinal))) { NowNs = older.NowNs };
        scene.Engine.TakeOver(older.Engine);
        scene.Seed(10, 1, "cat");
        Open(scene, 10, "/s/a");
        Assert.Equal(["same"], scene.Fired);
        Assert.Equal(1, scene.Engine.Statistics.Correlation.Keys);
    }

    [Fact]
    public void With_first_match_only_a_rule_that_only_counts_lets_others_alert()
    {
        var scene = new Scene(RuleFixture.Rules(RuleFixture.Rule("counts", "evt.type = openat", more: "  times: 2\n  within: 9s\n") + RuleFixture.Rule("plain", "evt.type = openat")),
            new RuleEngineOptions { FirstMatchOnly = true });
        scene.Seed(10, 1, "cat");
        for (var i = 0; i < 4; i++) Open(scene, 10, "/s/a");
        Assert.Equal(["plain", "counts", "plain", "counts"], scene.Fired);
        Assert.Equal(2, scene.Engine.Counters(scene.Engine.Rules.Rules[1]).Evaluations);
    }
}
