using Lanner.Rules.Tests.Engine;

namespace Lanner.Rules.Tests.Loading;

public class ContainerInfoTests
{
    [Fact]
    public void In_an_output_it_stands_for_the_containers_name_and_id()
    {
        var scene = new Scene(RuleFixture.Rules(RuleFixture.Rule("r", "evt.type = execve", "'%proc.name in %container.info, so %container.info'")));
        scene.WithContainer();
        scene.Exec(10, 1, "bash", cgroups: Scene.InContainer);

        var id = Scene.ContainerId[..12];
        Assert.StartsWith($"bash in web (id={id}), so web (id={id})", RuleFixture.Text(Assert.Single(scene.Alerts)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_fields_it_stands_for_are_not_added_again()
    {
        var scene = new Scene(RuleFixture.Rules(RuleFixture.Rule("r", "evt.type = execve", "'%container.info'")));
        scene.WithContainer();
        scene.Exec(10, 1, "bash", cgroups: Scene.InContainer);

        var text = RuleFixture.Text(Assert.Single(scene.Alerts));
        Assert.DoesNotContain("container_id=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("container_name=", text, StringComparison.Ordinal);
        Assert.Contains("container_image_repository=nginx", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%nonsense.x %container.info", 0)]
    [InlineData("%container.info %nonsense.x", 16)]
    [InlineData("%container.info %container.info a %nonsense.x %container.info", 34)]
    public void A_fault_beside_it_is_pointed_at_where_the_file_has_it(string output, int offset)
    {
        var result = RuleFixture.Load(RuleFixture.Rule("r", "evt.type = execve", $"'{output}'"));

        var fault = Assert.Single(result.Errors);
        // The name begins behind the key, a quote and the percent sign: "  output: '%".
        Assert.Equal((4, 13 + offset), (fault.Line, fault.Column));
    }
}
