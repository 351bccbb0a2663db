using Lanner.Rules.Tests.Engine;

namespace Lanner.Rules.Tests.Correlating;

/// <summary>What <c>by: process tree</c> holds together; State's own tests say what a tree is.</summary>
public class ProcessTreeTests
{
    static readonly string s_rule = RuleFixture.Rule("two", "evt.type = openat", more: "  times: 2\n  within: 1h\n  by: process tree\n");

    [Theory]
    [InlineData(21, 21, true)]
    [InlineData(21, 22, true)]
    [InlineData(21, 31, false)]
    [InlineData(41, 42, true)]
    [InlineData(41, 21, false)]
    [InlineData(10, 21, false)]
    public void Sessions_of_a_container_are_told_apart_and_on_the_host_those_of_the_kernel(int first, int second, bool areOne)
    {
        var scene = new Scene(RuleFixture.Rules(s_rule)).WithContainer();
        scene.Seed(10, 1, "shim");
        scene.Seed(20, 10, "sh", Scene.InContainer);
        scene.Seed(21, 20, "make", Scene.InContainer);
        scene.Seed(22, 21, "cc", Scene.InContainer);
        scene.Seed(30, 10, "sh", Scene.InContainer);
        scene.Seed(31, 30, "ls", Scene.InContainer);
        scene.Seed(41, 1, "bash", session: 41);
        scene.Seed(42, 1, "daemon", session: 41);
        scene.Openat(first, "/a", "O_RDONLY");
        scene.Openat(second, "/a", "O_RDONLY");
        Assert.Equal(areOne ? 1 : 0, scene.Alerts.Count);
    }
}
