namespace Lanner.RuleTests.Tests;

public sealed class OwnRules() : TestedFile(Tests, Path.Combine(Checkout.Root, "rules", "lanner.yaml"))
{
    public const string Tests = "rules/lanner.test.yaml";
}

/// <summary>Every test of our own rules.</summary>
public class OwnRulesTests(OwnRules rules) : IClassFixture<OwnRules>
{
    public static TheoryData<string> Names => TestedFile.Names(OwnRules.Tests);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_test_of_our_rules_passes(string test) => rules.Run(test);

    [Fact]
    public void Every_rule_fires_in_a_test_and_nearly_fires_in_another() => rules.AssertCovered(40);
}
