using Lanner.RuleTests.Reading;
using Lanner.RuleTests.Running;

namespace Lanner.RuleTests.Tests;

/// <summary>A test file of the checkout with the rules that it is about, read and loaded once for all of its tests.</summary>
public abstract class TestedFile : IAsyncLifetime
{
    readonly string _tests;
    readonly string? _rulePath;
    readonly string? _tuning;
    TestRules? _rules;
    TestRunner? _runner;
    RuleTestFile? _file;

    /// <param name="tests">Path of the test file below the checkout.</param>
    /// <param name="rulePath">Null when the rules are not here; the tests are skipped.</param>
    /// <param name="tuning">Path below the checkout of a file that is loaded behind the rules, if it is there.</param>
    protected TestedFile(string tests, string? rulePath, string? tuning = null) => (_tests, _rulePath, _tuning) = (tests, rulePath, tuning);

    public Coverage Coverage { get; } = new();

    /// <summary>The names of a file's tests; readable without its rules.</summary>
    public static TheoryData<string> Names(string tests) => [.. Read(tests).Tests.Select(test => test.Name)];

    public async ValueTask InitializeAsync()
    {
        if (_rulePath is null) return;
        _file = Read(_tests);
        _rules = await TestRules.LoadAsync(_file, builder =>
        {
            builder.AddPath(_rulePath);
            if (_tuning is not null && Path.Combine(Checkout.Root, _tuning) is var tuning && File.Exists(tuning)) builder.AddPath(tuning);
        });
        Assert.Empty(_rules.Result.Errors.Select(error => error.ToString()));
        _runner = new TestRunner(_rules);
        var problems = new TestProblems();
        _runner.Check(_file, problems);
        Assert.Equal("", problems.ToString());
    }

    /// <summary>Passes when the test does.</summary>
    public void Run(string name)
    {
        SkipWithoutRules();
        var outcome = _runner!.Run(_file!.Tests.Single(test => test.Name == name));
        Assert.True(outcome.Passed, $"{string.Join("; ", outcome.Failures)} (fired: {string.Join(", ", outcome.Fired)})");
    }

    /// <summary>Passes when each rule fires in a test, and nearly fires in another.</summary>
    public void AssertCovered(int rules)
    {
        SkipWithoutRules();
        Coverage.Add(_runner!.Rules, _file!.Tests.Select(_runner.Run));
        Assert.Empty(Coverage.Lacking.Select(lacking => $"{lacking.Rule.Name}: fires {lacking.Fires}, nearly fires {lacking.Misses}"));
        Assert.Equal(rules, Coverage.RuleCount);
    }

    public async ValueTask DisposeAsync()
    {
        if (_rules is not null) await _rules.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    static RuleTestFile Read(string tests)
    {
        var problems = new TestProblems();
        var file = TestFileReader.ReadFile(Path.Combine(Checkout.Root, tests), problems);
        Assert.Equal("", problems.ToString());
        return file!;
    }

    void SkipWithoutRules()
    {
        if (_runner is null) Assert.Skip("not here: the official rules (set LANNER_TEST_DATA)");
    }
}
