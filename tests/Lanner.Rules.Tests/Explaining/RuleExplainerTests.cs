using System.Text;
using Lanner.Filters;
using Lanner.Rules.Explaining;
using Lanner.Rules.Tests.Engine;
using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Explaining;

/// <summary>Why a rule matched or did not: the outcome of each part, what it saw, and which part decided.</summary>
public class RuleExplainerTests
{
    const string Macros = """
        - list: editors
          items: [vi, nano]
        - macro: opened
          condition: (evt.type in (open, openat) and fd.num >= 0)
        - macro: allowed
          condition: (proc.name in (editors) or proc.name = dpkg)

        """;

    static readonly string s_rule = Macros + RuleFixture.Rule("r", "opened and fd.name startswith /etc/ and not allowed",
        more: "  exceptions:\n    - name: known\n      fields: [proc.name, fd.name]\n      comps: [=, startswith]\n      values: [[cron, /etc/cron]]\n");

    [Fact]
    public void A_match_has_all_parts_with_their_values()
    {
        var match = Assert.Single(Run(s_rule, "cat:/etc/passwd").Matches);
        Assert.Equal((Truth.True, "openat", 1), (match.Verdict, match.EventName, match.Count));
        Assert.Empty(match.Failing);
        Assert.Equal(match.Comparisons.Total, match.Comparisons.Held);
        Assert.Equal("cat", Value(match.About, "proc.name"));
    }

    [Theory]
    [InlineData("cat:/tmp/x", "fd.name startswith /etc/")]
    [InlineData("vi:/etc/passwd", "not allowed")]
    [InlineData("dpkg:/etc/passwd", "not allowed")]
    [InlineData("cron:/etc/cron.d", "not known")]
    [InlineData("vi:/tmp/x", "fd.name startswith /etc/, not allowed")]
    public void A_miss_names_the_parts_that_decided(string opened, string failing)
    {
        var miss = Assert.Single(Run(s_rule, opened).Nearest);
        Assert.Equal(Truth.False, miss.Verdict);
        Assert.Equal(failing, string.Join(", ", miss.Failing));
    }

    [Fact]
    public void Misses_of_one_kind_are_counted_and_the_nearest_come_first()
    {
        var explainer = Run(s_rule, "vi:/tmp/x", "cat:/tmp/a", "cat:/tmp/b", "cat:/tmp/c", "sh:/etc/x");
        Assert.Equal(1, explainer.MatchCount);
        Assert.Equal([(2ul, 3L), (1ul, 1L)], explainer.Nearest.Select(miss => (miss.EventNumber, miss.Count)));
    }

    [Fact]
    public void What_only_an_exclusion_kept_from_matching_comes_before_what_lacks_something()
    {
        var explainer = Run(s_rule, "cat:/tmp/a", "cat:/tmp/b", "cron:/etc/cron.d");
        Assert.Equal([3ul, 1ul], explainer.Nearest.Select(miss => miss.EventNumber));
    }

    [Fact]
    public void Only_so_many_are_kept_but_all_are_counted()
    {
        var explainer = Run(s_rule, limit: 1, "vi:/tmp/x", "cat:/etc/a", "cat:/tmp/b", "cat:/etc/c");
        Assert.Equal((2, 1), (explainer.MatchCount, explainer.Matches.Count));
        Assert.Equal(3ul, Assert.Single(explainer.Nearest).EventNumber);
        Assert.Equal(4, explainer.CandidateCount);
    }

    [Fact]
    public void Macros_and_exceptions_are_parts_of_their_own()
    {
        var explainer = Run(s_rule, "cat:/etc/passwd");
        Assert.Equal(
            "All(Macro opened(All(Check,Check)),Check,Not(Macro allowed(Any(Check,Check))),Not(Exception known(All(Check,Check))))", Shape(explainer.Root));
    }

    [Fact]
    public void The_outcome_of_each_part_is_that_of_the_condition_alone()
    {
        var explainer = Run(s_rule, "vi:/etc/passwd");
        var miss = Assert.Single(explainer.Nearest);
        var outcomes = Parts(explainer.Root).Where(part => part.Parts.Count == 0)
            .Select(part => $"{part.Text}: {miss.Outcomes[part.Index].Truth} {string.Join(' ', miss.Outcomes[part.Index].Values.Select(v => Text(v.Value)))}");
        Assert.Equal(
        [
            "evt.type in (open, openat): True openat", "fd.num >= 0: True 3", "fd.name startswith /etc/: True /etc/passwd",
            "proc.name in (vi, nano): True vi", "proc.name = dpkg: False vi", "proc.name = cron: False vi", "fd.name startswith /etc/cron: False /etc/passwd",
        ], outcomes);
    }

    [Fact]
    public void A_value_that_the_event_has_not_is_null()
    {
        var explainer = Explainer(RuleFixture.Rule("r", "evt.type = openat and container.image.tag = x"), out var scene);
        Open(scene, "cat:/etc/x");
        var part = Parts(explainer.Root).Single(p => p.Text.StartsWith("container", StringComparison.Ordinal));
        Assert.Equal([("container.image.tag", null)], Assert.Single(explainer.Nearest).Outcomes[part.Index].Values);
    }

    [Fact]
    public void A_wanted_event_is_explained_whatever_it_is()
    {
        var explainer = Explainer(s_rule, out var scene, wanted: 2);
        Open(scene, "cat:/etc/a");
        Assert.Null(explainer.Wanted);
        scene.Send(scene.Event(Events.EventCode.ChdirExit, 10).Add(0).Add("/tmp"));
        Assert.False(explainer.Wanted!.IsCandidate);
        Assert.Equal(Truth.False, explainer.Wanted.Verdict);
    }

    [Fact]
    public void What_hangs_on_a_container_is_explained_when_its_detail_is_there()
    {
        var explainer = Explainer(RuleFixture.Rule("r", "evt.type = openat and container.image.repository = nginx"), out var scene);
        scene.Seed(20, 1, "app", Scene.InContainer);
        scene.Openat(20, "/etc/passwd", "O_RDONLY");
        Assert.True(explainer.IsWaiting);
        Assert.Empty(explainer.Matches);
        scene.Api.Answer(Scene.ContainerId, new ContainerDetail { Name = Scene.Utf8("web"), ImageRepository = Scene.Utf8("nginx") });
        scene.Drain();
        Assert.True(Assert.Single(explainer.Matches).DecidedLater);
        Assert.Equal(["r"], scene.Fired);
    }

    [Fact]
    public void What_never_becomes_known_counts_as_missing_in_the_end()
    {
        var explainer = Explainer(RuleFixture.Rule("r", "evt.type = openat and container.image.repository = nginx"), out var scene);
        scene.Seed(20, 1, "app", Scene.InContainer);
        scene.Openat(20, "/etc/passwd", "O_RDONLY");
        explainer.Poll(scene.NowNs + 3_000_000_000);
        Assert.True(Assert.Single(explainer.Nearest).DecidedLater);
    }

    [Fact]
    public void Alternatives_count_by_the_one_that_came_nearest()
    {
        var explainer = Run(RuleFixture.Rule("r", "evt.type = openat and ((proc.name = a and fd.name = /x and fd.num = 9) or (proc.name = cat and fd.name = /x))"), "cat:/y");
        var miss = Assert.Single(explainer.Nearest);
        Assert.Equal(["fd.name = /x"], miss.Failing.Select(f => f.ToString()));
        Assert.Equal((2, 3), miss.Comparisons);
    }

    [Fact]
    public void A_condition_of_too_many_parts_is_cut_at_its_macros()
    {
        var text = new StringBuilder("- macro: m0\n  condition: (proc.name = a or proc.name = b)\n");
        for (var i = 1; i < 13; i++) text.Append($"- macro: m{i}\n  condition: (m{i - 1} or fd.name = f{i} and m{i - 1})\n");
        var explainer = Run(text + RuleFixture.Rule("r", "evt.type = openat and m12"), "a:/x");
        Assert.Equal(1, explainer.MatchCount);
        Assert.InRange(Parts(explainer.Root).Count(), 1000, 20_000);
    }

    static RuleExplainer Run(string rules, params string[] opened) => Run(rules, 10, opened);

    static RuleExplainer Run(string rules, int limit, params string[] opened)
    {
        var explainer = Explainer(rules, out var scene, limit: limit);
        foreach (var one in opened) Open(scene, one);
        Assert.Equal(scene.Alerts.Count, explainer.MatchCount);
        return explainer;
    }

    static RuleExplainer Explainer(string rules, out Scene scene, ulong? wanted = null, int limit = 10)
    {
        var set = RuleFixture.Rules(new RuleSetOptions { Additions = [] }, rules);
        scene = new Scene(set);
        return scene.Explainer = new RuleExplainer(set.Find("r")!, set, wanted, limit);
    }

    /// <param name="opened">Process and path.</param>
    static void Open(Scene scene, string opened)
    {
        var colon = opened.IndexOf(':', StringComparison.Ordinal);
        var pid = 100 + (int)(scene.NowNs / 1_000_000 % 1000);
        scene.Seed(pid, 1, opened[..colon]);
        scene.Openat(pid, opened[(colon + 1)..], "O_RDONLY");
    }

    static IEnumerable<ConditionPart> Parts(ConditionPart part) => part.Parts.SelectMany(Parts).Prepend(part);

    static string Shape(ConditionPart part) =>
        part.Kind + (part.Kind is ConditionPartKind.Macro or ConditionPartKind.Exception ? " " + part.Text : "")
        + (part.Parts.Count == 0 ? "" : $"({string.Join(',', part.Parts.Select(Shape))})");

    static string? Value(IEnumerable<(string Field, byte[]? Value)> values, string field) => Text(values.First(v => v.Field == field).Value);

    static string? Text(byte[]? value) => value is null ? null : Encoding.UTF8.GetString(value);
}
