using System.Text;
using Lanner.Rules.Tests.Engine;

namespace Lanner.Rules.Tests.Correlating;

/// <summary>Random rules over random events say what they say by the book.</summary>
public class AgreementTests
{
    static readonly string[] s_names = ["x", "y"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_engine_alerts_on_the_events_that_the_book_names(int seed)
    {
        var random = new Random(seed);
        var alerts = 0;
        for (var round = 0; round < 60; round++)
        {
            var steps = Enumerable.Range(0, random.Next(1, 4)).Select(i => new NaiveStep("abc"[i], random.Next(1, 4), random.Next(3) == 0, random.Next(2) == 0)).ToList();
            if (steps is [{ Times: 1 }]) steps = [steps[0] with { Times = 2 }];
            var withinMs = random.Next(2, 30);
            var scene = new Scene(RuleFixture.Rules(Write(steps, withinMs)));
            foreach (var (name, i) in s_names.Select((name, i) => (name, i))) scene.Seed(10 + i, 1, name);
            var naive = new NaiveCorrelation(steps, (ulong)withinMs * 1_000_000);
            for (var i = 0; i < 120; i++)
            {
                var process = random.Next(s_names.Length);
                var letters = new string([.. "abcd".Where(_ => random.Next(3) == 0)]);
                var file = s_names[random.Next(s_names.Length)];
                scene.NowNs += (ulong)random.Next(4) * 1_000_000;
                scene.Openat(10 + process, $"/-{letters}/{file}", "O_RDONLY");
                var before = alerts;
                if (naive.Take(new NaiveEvent(scene.NowNs, letters, s_names[process], file))) alerts++;
                Assert.True(scene.Alerts.Count == alerts - before, $"seed {seed}, round {round}, event {i}: {string.Join(", ", steps)} within {withinMs} ms");
                scene.Alerts.Clear();
            }
        }

        Assert.InRange(alerts, 100, 4000);
    }

    static string Write(List<NaiveStep> steps, int withinMs)
    {
        var more = new StringBuilder($"  within: {withinMs}ms\n  times: {steps[^1].Times}\n  by: {By(steps[^1])}\n");
        if (steps[^1] is { IsDistinct: true, Times: > 1 }) more.Append("  distinct: fd.name\n");
        if (steps.Count > 1) more.Append("  after:\n");
        foreach (var step in steps.SkipLast(1))
        {
            more.Append($"    - {{name: {step.Letter}, condition: '{Condition(step)}', times: {step.Times}, by: {By(step)}");
            more.Append(step is { IsDistinct: true, Times: > 1 } ? ", distinct: fd.name}\n" : "}\n");
        }

        return RuleFixture.Rule("random", Condition(steps[^1]), more: more.ToString());
    }

    static string Condition(NaiveStep step) => $"evt.type = openat and fd.directory contains {step.Letter}";

    static string By(NaiveStep step) => step.ByName ? "proc.name" : "fd.filename";
}
