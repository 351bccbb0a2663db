using System.Net;

using Lanner.RuleTests.Scenes;
using Lanner.Yaml;

namespace Lanner.RuleTests.Reading;

/// <summary>
/// Reads a test file: a list of items, each a <c>test</c>, the <c>setup</c> of all tests behind it, or <c>rule_files</c>. Nothing in a file
/// makes it throw; what is wrong goes to the problems.
/// </summary>
public sealed class TestFileReader
{
    static readonly string[] s_itemWords = ["test", "setup", "rule_files"];

    /// <summary>All captures of a file together: what a few thousand tests need, and no more than memory has.</summary>
    const long MostBytes = 64 << 20;

    readonly SourceFile _file;
    readonly TestProblems _problems;
    readonly List<RuleTest> _tests = [];
    readonly List<string> _ruleFiles = [];
    readonly Dictionary<string, IPAddress[]> _hostNames = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    YamlNode? _setup;
    long _bytes;

    TestFileReader(SourceFile file, TestProblems problems) => (_file, _problems) = (file, problems);

    /// <summary>Null after problems were reported.</summary>
    public static RuleTestFile? ReadFile(string path, TestProblems problems) => TestFileSource.Read(path, problems) is { } file ? Read(file, problems) : null;

    /// <summary>The same of bytes that lie elsewhere than in a file.</summary>
    /// <param name="name">As problems and results call it; captures are looked for from there.</param>
    public static RuleTestFile? Read(string name, ReadOnlySpan<byte> bytes, TestProblems problems) => TestFileSource.Decode(name, bytes, problems) is { } file ? Read(file, problems) : null;

    static RuleTestFile? Read(SourceFile file, TestProblems problems)
    {
        var before = problems.Count;
        var reader = new TestFileReader(file, problems);
        var fault = YamlReader.Read(file.Text, file.Text.StartsWith('\ufeff') ? 1 : 0, reader.ReadDocument);
        if (fault is not null) problems.Add(file, fault.Offset, fault.Message, fault.Hint);
        if (problems.Count > before) return null;
        return new RuleTestFile { Path = file.Name, RuleFiles = reader._ruleFiles, HostNames = reader._hostNames, Tests = reader._tests };
    }

    void ReadDocument(YamlNode root)
    {
        if (root is YamlSequence list)
        {
            foreach (var item in list.Items) ReadItem(item);
        }
        else if (!root.IsNull)
        {
            _problems.Add(_file, root.Start, $"a test file is a list, and this is {root.Kind}", "- test: what is shown by it");
        }
    }

    void ReadItem(YamlNode item)
    {
        if (item is not YamlMapping)
        {
            _problems.Add(_file, item.Start, $"each item is a mapping, and this is {item.Kind}", "- test: what is shown by it");
            return;
        }

        var keys = new Keys(_file, item, _problems, "a test");
        if (keys.Find("test") is not null) ReadTest(keys);
        else if (keys.Find("setup") is { } setup) ReadSetup(new Keys(_file, item, _problems, "this item"), setup);
        else if (keys.Find("rule_files") is not null) ReadRuleFiles(new Keys(_file, item, _problems, "this item"));
        else _problems.Add(_file, item.Start, "this item is neither a test nor a setup", keys.Entries.FirstOrDefault().Key is { } first ? Keys.Suggest(first.Text, s_itemWords) : "- test: what is shown by it");
    }

    void ReadRuleFiles(Keys item)
    {
        foreach (var (path, _) in item.Texts("rule_files") ?? []) _ruleFiles.Add(path == "built-in" ? path : Resolve(path));
        item.End();
    }

    /// <summary>Only what no test can say anew is read now; the rest is read with each test, as a part of it.</summary>
    void ReadSetup(Keys item, YamlNode setup)
    {
        item.Known("setup");
        item.End();
        _setup = setup;
        var keys = new Keys(_file, setup, _problems, "a setup");
        foreach (var (name, value) in keys.Map("host_names", "the list of host names"))
        {
            var texts = value is YamlSequence list ? list.Items : [value];
            var addresses = texts.Select(text => IPAddress.TryParse((text as YamlScalar)?.Text, out var address) ? address : null).ToArray();
            if (addresses.All(address => address is not null)) _hostNames[name.Text] = addresses!;
            else keys.Error(value, $"the addresses of {Keys.Shorten(name.Text)} are IPv4 or IPv6 addresses");
        }

        keys.Known("users", "containers", "processes", "enable");
        keys.End();
        // Problems of the setup are told even where no test follows.
        Describe(keys, null);
    }

    void ReadTest(Keys test)
    {
        var before = _problems.Count;
        var name = test.Text("test") ?? "";
        if (!_names.Add(name)) test.Error(test.Find("test")!, $"there is another test '{Keys.Shorten(name)}'", "tests are told apart by their names");
        var setup = _setup is null ? null : new Keys(_file, _setup, _problems, "a setup");
        var fires = Patterns(test, "rules");
        var misses = Patterns(test, "not");
        if (fires is null && misses is null) test.Error(test.Find("test")!, "the test does not say what it expects", "rules: [the rules that fire], or not: the rule that must not");
        string? capture = null;
        byte[]? made = null;
        if (test.Text("capture") is { } path)
        {
            capture = Resolve(path);
            if (!File.Exists(capture)) test.Error(test.Find("capture")!, "there is no such file");
            foreach (var key in new[] { "events", "containers", "processes", "users" })
            {
                if (test.Find(key) is not null) test.Error(test.PlaceOf(key), $"a capture has its own {key}");
            }
        }
        else
        {
            made = _bytes > MostBytes ? null : Describe(setup, test);
            _bytes += made?.Length ?? 0;
            if (_bytes > MostBytes) test.Error(test.Node, $"the tests of this file come to more than {MostBytes >> 20} MiB of events", "use several files");
        }

        var expected = ReadExpected(test, fires ?? []);
        var enabled = (setup is null ? null : Patterns(setup, "enable"))?.Concat(Patterns(test, "enable") ?? []).ToList() ?? Patterns(test, "enable") ?? [];
        test.End();
        if (_problems.Count > before) return;
        _tests.Add(new RuleTest
        {
            Name = name, Position = _file.Locate(test.Node.Start), Fires = fires ?? [], Misses = misses ?? [], Enabled = enabled, Expected = expected, Made = made, CapturePath = capture,
        });
    }

    /// <summary>The capture of a described scene; null when there is none.</summary>
    static byte[]? Describe(Keys? setup, Keys? test)
    {
        var scene = new Scene();
        var starting = test is null ? new HashSet<string>() : EventReader.FindStarting(test);
        var scopes = new[] { setup, test }.OfType<Keys>().ToList();
        foreach (var scope in scopes) scene.Users.Read(scope);
        foreach (var scope in scopes) new ContainerReader(scene).Read(scope, NamesIn(scope == setup ? test : null, "containers"), starting);
        foreach (var scope in scopes) new ProcessReader(scene).ReadBefore(scope, NamesIn(scope == setup ? test : null, "processes"));

        if (test is null) return null;
        if (test.Find("events") is null) test.Error(test.Find("test")!, "the test has no events", "events: [...], or capture: a file");
        new EventReader(scene).Read(test);
        return scene.ToCapture();
    }

    /// <summary>What a test describes anew, whatever the setup says of it.</summary>
    static HashSet<string> NamesIn(Keys? test, string key) =>
        test?.Find(key) is YamlMapping map ? [.. map.Entries.Select(e => (e.Key as YamlScalar)?.Text ?? "")] : [];

    static List<string>? Patterns(Keys keys, string key) => keys.Texts(key)?.Select(text => text.Text).ToList();

    List<ExpectedAlert> ReadExpected(Keys test, List<string> fires)
    {
        var expected = new List<ExpectedAlert>();
        foreach (var item in test.Find("expect") is YamlMapping only ? [only] : test.Items("expect") ?? [])
        {
            var keys = new Keys(_file, item, _problems, "an expected alert");
            var rule = keys.Text("rule") ?? (fires.Count == 1 && !fires[0].Contains('*', StringComparison.Ordinal) ? fires[0] : "");
            if (rule.Length == 0) keys.Error(item, "the expected alert says not of which rule it is", "rule: ...");
            var fields = keys.Map("fields", "the list of fields").Select(f => (f.Name.Text, f.Value.IsNull ? null : (f.Value as YamlScalar)?.Text)).ToList();
            expected.Add(new ExpectedAlert(rule, _file.Locate(item.Start), fields, keys.Text("output"), (int?)keys.Number("count", 0, int.MaxValue)));
            keys.End();
        }

        return expected;
    }

    string Resolve(string path) => Path.IsPathRooted(path) ? path : Path.Combine(Path.GetDirectoryName(_file.Name) ?? "", path);
}
