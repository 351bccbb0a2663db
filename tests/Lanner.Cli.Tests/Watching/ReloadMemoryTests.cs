using System.Runtime.CompilerServices;

using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli.Tests.Watching;

/// <summary>What a thousand reloads leave behind.</summary>
public sealed class ReloadMemoryTests
{
    [Fact]
    public void Nothing_of_rules_that_were_replaced_stays()
    {
        var plan = WatchPlanning.Plan(ConfigurationLoader.Load(null, ["engine.kind=nodriver", "stdout_output.enabled=false", "log_level=error"]).Configuration!, new WatchOptions());
        using var log = new OperatorLog(plan.Configuration.Log);
        using var stop = new StopRequest();
        using var session = new WatchSession(plan, Load(0), log, stop);
        var replaced = new List<WeakReference>();
        var before = 0L;
        for (var i = 1; i <= 1000; i++)
        {
            replaced.Add(Replace(session, plan, i));
            if (i == 100) before = GC.GetTotalMemory(forceFullCollection: true);
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.True(replaced.Count(r => r.IsAlive) <= 1, $"{replaced.Count(r => r.IsAlive)} former rule sets are still there");
        // 900 rule sets of this size would be some 20 MB.
        Assert.True(after - before < 2_000_000, $"{after - before} bytes more after 900 reloads");
        Assert.Equal("Rule 1000", session.Engine.Rules.Rules[0].Name);
    }

    /// <summary>In a method of its own, so that nothing here holds what was replaced.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference Replace(WatchSession session, WatchPlan plan, int number)
    {
        var former = new WeakReference(session.Engine.Rules);
        session.Replace(new Replacement(plan, session.CreateEngine(plan, Load(number))));
        return former;
    }

    static RuleSet Load(int number)
    {
        var rules = string.Concat(Enumerable.Range(number, 10).Select(i => $"""
            - rule: Rule {i}
              desc: for tests
              condition: evt.type in (open, openat) and fd.name startswith /etc/{i} and proc.name in (a{i}, b, c) and proc.aname[2] = d
              output: "%fd.name %proc.cmdline"
              priority: ERROR

            """));
        var builder = new RuleSetBuilder(new Filters.FieldCatalogue([.. Filters.Fields.AllFields.Definitions]));
        return builder.Add("rules.yaml", System.Text.Encoding.UTF8.GetBytes(rules)).Build().RuleSet!;
    }
}
