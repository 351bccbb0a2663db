namespace Lanner.RuleTests.Tests;

public sealed class LookFile() : TestedFile(Tests, Path.Combine(Checkout.Root, "tests/Lanner.RuleTests.Tests/Language/look.yaml"))
{
    public const string Tests = "tests/Lanner.RuleTests.Tests/Language/look.test.yaml";
}

/// <summary>What the words of a description become, as the fields that rules ask show it.</summary>
public class LanguageTests(LookFile look) : IClassFixture<LookFile>
{
    public static TheoryData<string> Names => TestedFile.Names(LookFile.Tests);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_description_becomes_what_it_says(string test) => look.Run(test);
}
