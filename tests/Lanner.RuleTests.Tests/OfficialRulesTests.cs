namespace Lanner.RuleTests.Tests;

/// <param name="name">Of the rule file, without its ending.</param>
public abstract class OfficialFile(string name) : TestedFile($"tests/rules/{name}.test.yaml", Checkout.OfficialRules($"{name}.yaml"), $"tests/rules/{name}.tuning.yaml");

public sealed class StableFile() : OfficialFile("falco_rules");

public sealed class IncubatingFile() : OfficialFile("falco-incubating_rules");

public sealed class SandboxFile() : OfficialFile("falco-sandbox_rules");

/// <summary>Falco's own rules: every one fires on what it is about, and not on what comes near.</summary>
public class OfficialRulesTests(StableFile stable, IncubatingFile incubating, SandboxFile sandbox) : IClassFixture<StableFile>, IClassFixture<IncubatingFile>, IClassFixture<SandboxFile>
{
    public static TheoryData<string> Stable => TestedFile.Names("tests/rules/falco_rules.test.yaml");

    public static TheoryData<string> Incubating => TestedFile.Names("tests/rules/falco-incubating_rules.test.yaml");

    public static TheoryData<string> Sandbox => TestedFile.Names("tests/rules/falco-sandbox_rules.test.yaml");

    [Theory]
    [MemberData(nameof(Stable))]
    public void A_test_of_the_stable_rules_passes(string test) => stable.Run(test);

    [Theory]
    [MemberData(nameof(Incubating))]
    public void A_test_of_the_incubating_rules_passes(string test) => incubating.Run(test);

    [Theory]
    [MemberData(nameof(Sandbox))]
    public void A_test_of_the_sandbox_rules_passes(string test) => sandbox.Run(test);

    [Fact]
    public void Every_stable_rule_fires_in_a_test_and_nearly_fires_in_another() => stable.AssertCovered(25);

    [Fact]
    public void Every_incubating_rule_fires_in_a_test_and_nearly_fires_in_another() => incubating.AssertCovered(31);

    [Fact]
    public void Every_sandbox_rule_fires_in_a_test_and_nearly_fires_in_another() => sandbox.AssertCovered(37);
}
