using Lanner.Configuration;
using Lanner.RuleTests;
using Lanner.RuleTests.Reading;

namespace Lanner.Cli;

/// <summary>A test file with the rule files that it is about.</summary>
/// <param name="Rules">Files, folders, and the word for the built-in rules.</param>
sealed record TestPlan(RuleTestFile Tests, IReadOnlyList<string> Rules)
{
    const string BuiltInTests = "rules/lanner.test.yaml (built in)";

    /// <summary>What was asked for; null after all that is wrong with it was told, here or in <paramref name="problems"/>.</summary>
    /// <param name="paths">Test files, rule files and folders; none for the built-in tests.</param>
    /// <param name="rules">Instead of the rule files that belong to the tests; none for these.</param>
    public static List<TestPlan>? Find(IReadOnlyList<string> paths, IReadOnlyList<string> rules, TestProblems problems)
    {
        var plans = new List<TestPlan>();
        if (paths.Count == 0)
        {
            // With rules alone, it is their own tests that are meant.
            if (rules.Count > 0) return Find(rules, [], problems);
            if (TestFileReader.Read(BuiltInTests, RuleLoading.ReadEmbedded("lanner.test.yaml"), problems) is { } tests) plans.Add(new TestPlan(tests, [RuleSettings.BuiltIn]));
            return plans;
        }

        foreach (var path in paths)
        {
            if (FindFiles(path) is not { } files) return null;
            foreach (var file in files)
            {
                if (TestFileReader.ReadFile(file, problems) is not { } tests) continue;
                IReadOnlyList<string> about = rules.Count > 0 ? rules : tests.RuleFiles.Count > 0 ? tests.RuleFiles : TestFileSource.RulesOf(file) is { } beside ? [beside] : [];
                if (about.Count == 0) return Refuse($"{file}: there is no rule file beside it; name it with --rules, or in the file: - rule_files: [...]");
                plans.Add(new TestPlan(tests, about));
            }
        }

        return plans;
    }

    static IReadOnlyList<string>? FindFiles(string path)
    {
        if (Directory.Exists(path)) return FindInFolder(path);

        if (!File.Exists(path) || TestFileSource.IsTestFile(path)) return [path];
        var beside = TestFileSource.Beside(path);
        return File.Exists(beside) ? [beside] : Refuse<IReadOnlyList<string>>($"{path}: there are no tests beside it: {beside} is not there");
    }

    static IReadOnlyList<string>? FindInFolder(string folder)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder).Where(TestFileSource.IsTestFile).Order(StringComparer.Ordinal).ToList();
            return files.Count > 0 ? files : Refuse<IReadOnlyList<string>>($"{folder}: no test file is there: their names end in .test.yaml");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse<IReadOnlyList<string>>($"{folder}: cannot be read: {fault.Message}");
        }
    }

    static List<TestPlan>? Refuse(string message) => Refuse<List<TestPlan>>(message);

    static T? Refuse<T>(string message) where T : class
    {
        Console.Error.WriteLine($"lanner: {Shown.Safe(message)}");
        return null;
    }
}
