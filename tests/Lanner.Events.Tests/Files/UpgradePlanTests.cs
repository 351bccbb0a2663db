using Lanner.Events.Files;

namespace Lanner.Events.Tests.Files;

public sealed class UpgradePlanTests
{
    /// <summary>A capture may hold any code with any number of parameters, so each plan must exist and lead to an end.</summary>
    [Fact]
    public void Every_kind_of_event_comes_to_a_verdict_other_than_building()
    {
        var built = 0;
        for (var code = 0; code < EventTable.CodeCount; code++)
        {
            for (var count = 0; count <= EventTable.MaxParameters; count++)
            {
                var (at, parameters, steps) = (code, count, 0);
                while (UpgradePlans.Verdict(at, parameters) == UpgradeVerdict.Build)
                {
                    var plan = UpgradePlans.Plan(at, parameters);
                    Assert.True(plan.Kept == 0 || plan.Kept == parameters);
                    Assert.All(plan.Values, value => Assert.InRange(value.Missing.Length, 0, 8));
                    (at, parameters) = ((int)plan.Target, plan.Kept + plan.Values.Length);
                    Assert.InRange(parameters, 0, EventTable.MaxParameters);
                    Assert.InRange(++steps, 1, CaptureLimits.UpgradeStepsMax);
                    built++;
                }
            }
        }

        Assert.InRange(built, 200, int.MaxValue);
    }

    [Fact]
    public void Steps_that_only_add_parameters_are_one_plan()
    {
        var execve = EventTable.Get(EventCode.ExecveExit);
        var plan = UpgradePlans.Plan((int)EventCode.ExecveExit, 20);
        Assert.Equal((20, execve.Parameters.Length), (plan.Kept, plan.Kept + plan.Values.Length));
        Assert.Equal(UpgradeVerdict.Show, UpgradePlans.Verdict((int)plan.Target, execve.Parameters.Length));
    }
}
