using Lanner.Filters;
using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Engine;

/// <summary>What the engine shares, remembers and leaves out changes no outcome.</summary>
public class SieveTests
{
    static readonly ContainerDetail s_web = new() { Name = Scene.Utf8("web"), ImageRepository = Scene.Utf8("nginx") };

    public static TheoryData<int, int> Runs => new(Enumerable.Range(1, 24).Select(seed => (seed, seed % 8 == 0 ? 150 : 5 + seed)));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Random_rules_come_to_the_same_as_by_the_book_on_random_events(int seed, int count)
    {
        var random = new Random(seed);
        var conditions = new RandomConditions(random);
        var rules = RuleFixture.Rules(string.Concat(Enumerable.Range(0, count).Select(i =>
            RuleFixture.Rule($"r{i}", $"{(random.Next(3) > 0 ? "evt.type in (openat, execve, connect) and " : "")}{conditions.Next(3)}"))));
        var watched = new Scene(rules);
        var plain = new Scene(RuleFixture.Rules(RuleFixture.Rule("none", "evt.type = acct")));
        var outcomes = new Truth[rules.Rules.Count];
        var evaluator = new Evaluator(rules.Predicates);
        var judge = new NaiveJudge();
        var left = 0;
        watched.OnEvent = (in context) => left += AskEngine(rules, context, evaluator, outcomes);
        plain.OnEvent = (in context) =>
        {
            foreach (var rule in rules.Rules)
            {
                var expected = judge.Judge(rule.Condition, context);
                Assert.True(expected == outcomes[rule.Index],
                    $"seed {seed}, event {context.Number} ({context.Event.Info.Name}): {outcomes[rule.Index]} instead of {expected}: {rule.ConditionText}");
            }
        };

        var story = new RandomStory(random);
        foreach (var scene in (Scene[])[watched, plain]) RandomStory.Begin(scene);
        for (var i = 0; i < 250; i++)
        {
            var happening = story.Next();
            foreach (var scene in (Scene[])[watched, plain]) happening(scene);
        }

        Assert.True(left > 0, "every rule was sieved out of every event: nothing was compared");
    }

    [Fact]
    public void Masks_are_made_anew_when_their_owner_changes()
    {
        var scene = new Scene(RuleFixture.Rules(RuleFixture.Rule("by name", "evt.type = openat and proc.name = cat"),
            RuleFixture.Rule("by parent", "evt.type = openat and proc.pname = bash"),
            RuleFixture.Rule("by image", "evt.type = openat and container.image.repository = nginx"),
            RuleFixture.Rule("by file", "evt.type = openat and fd.name = /etc/passwd")));
        scene.Seed(9, 1, "sh");
        scene.Seed(10, 9, "app", Scene.InContainer);
        scene.Openat(10, "/a", "O_RDONLY");
        Assert.Empty(scene.Fired);
        scene.Api.Answer(Scene.ContainerId, s_web);
        scene.Drain();
        Assert.Equal(["by image"], scene.Fired);
        scene.Alerts.Clear();
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        Assert.Equal(["by image", "by file"], scene.Fired);
        scene.Alerts.Clear();
        scene.Exec(9, 1, "bash");
        scene.Exec(10, 9, "cat", cgroups: Scene.InContainer);
        scene.Openat(10, "/a", "O_RDONLY");
        Assert.Equal(["by name", "by parent", "by image"], scene.Fired);
    }

    [Fact]
    public void Rules_that_a_process_or_file_excludes_are_not_asked()
    {
        var rules = RuleFixture.Rules(string.Concat(Enumerable.Range(0, 200).Select(i =>
            RuleFixture.Rule($"r{i}", $"evt.type = openat and {(i % 2 == 0 ? $"proc.name in (app{i}, tool{i})" : $"fd.name startswith /srv/{i}/ and proc.name != x{i}")}"))));
        var scene = new Scene(rules);
        scene.Seed(10, 1, "app");
        scene.Seed(11, 1, "app8");
        var asked = 0;
        var evaluator = new Evaluator(rules.Predicates);
        scene.OnEvent = (in context) => asked += AskEngine(rules, context, evaluator, new Truth[rules.Rules.Count]);
        scene.Openat(10, "/etc/passwd", "O_RDONLY");
        Assert.Equal(0, asked);
        scene.Openat(10, "/srv/7/data", "O_RDONLY");
        Assert.Equal(1, asked);
        scene.Openat(11, "/etc/passwd", "O_RDONLY");
        Assert.Equal(2, asked);
        Assert.Equal(["r7", "r8"], scene.Fired);
    }

    /// <summary>Says of each rule what the engine would, and how many of them the sieve left.</summary>
    static int AskEngine(RuleSet rules, in EventContext context, Evaluator evaluator, Truth[] outcomes)
    {
        Array.Fill(outcomes, Truth.False);
        if (rules.Plan.For(context.Event.Code) is not { } plan) return 0;
        var possible = plan.Sieve.Possible(context, evaluator);
        var left = 0;
        for (var i = 0; i < plan.Entries.Length && !possible.IsEmpty; i++)
        {
            if ((possible[i >> 6] >> i & 1) == 0) continue;
            left++;
            outcomes[plan.Entries[i].Rule.Index] = plan.Entries[i].Filter.Evaluate(context, evaluator);
        }

        return left;
    }
}
