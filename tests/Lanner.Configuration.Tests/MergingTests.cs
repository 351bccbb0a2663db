namespace Lanner.Configuration.Tests;

public sealed class MergingTests : IDisposable
{
    readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("append", "a b", "debug", 0.5)]
    [InlineData("override", "b", "debug", 0.5)]
    [InlineData("add-only", "a", "error", 0.1)]
    public void A_strategy_says_what_becomes_of_keys_that_are_there(string strategy, string rules, string priority, double threshold)
    {
        var more = _folder.File("more.yaml", "rules_files: [b]\npriority: debug\nsyscall_event_drops: {threshold: 0.5}\njson_output: true\n");
        var result = _folder.Load($"config_files: [{{path: {more}, strategy: {strategy}}}]\nrules_files: [a]\npriority: error\nsyscall_event_drops: {{threshold: 0.1, rate: 3}}\n");
        var c = result.Configuration!;
        Assert.Empty(result.Problems);
        Assert.Equal((rules, priority, threshold, true), (string.Join(' ', c.Rules.Paths), c.Rules.MinimumPriority.ToString().ToLowerInvariant(), c.Drops.Threshold, c.Output.Rendering.Json));
        // A section is replaced as a whole, as Falco does it.
        Assert.Equal(strategy == "add-only" ? 3 : new DropSettings().Rate, c.Drops.Rate);
    }

    [Fact]
    public void A_folder_is_merged_in_the_order_of_names_and_by_append()
    {
        _folder.File("conf.d/20.yaml", "rules_files: [c]\npriority: critical\n");
        _folder.File("conf.d/10.yml", "rules_files: [b]\npriority: error\n");
        _folder.File("conf.d/.hidden.yaml", "priority: {}\n");
        _folder.File("conf.d/note.txt", "no: [yaml");
        var c = _folder.Load($"config_files: [{_folder.Path}/conf.d]\nrules_files: [a]\n").Configuration!;
        Assert.Equal("a b c", string.Join(' ', c.Rules.Paths));
        Assert.Equal(Lanner.Rules.RulePriority.Critical, c.Rules.MinimumPriority);
        Assert.Equal(["10.yml", "20.yaml"], c.IncludedFiles.Select(Path.GetFileName));
        Assert.Equal([_folder.Path + "/conf.d"], c.IncludedFolders);
    }

    [Fact]
    public void An_included_file_cannot_include()
    {
        var more = _folder.File("more.yaml", "config_files: [other.yaml]\n");
        var result = _folder.Load($"config_files: [{more}]\n");
        Assert.Null(result.Configuration);
        Assert.Contains("more.yaml:1:1: error: an included file cannot include others", result.Problems.Single().ToString());
    }

    [Fact]
    public void What_is_wrong_in_an_included_file_has_its_place_there()
    {
        var more = _folder.File("more.yaml", "\npriority: x\n");
        Assert.Contains("more.yaml:2:11: error", _folder.Load($"config_files: [{more}]\njson_output: true\n").Problems.Single().ToString());
    }

    [Theory]
    [InlineData("config_files: [/nonexistent/x.yaml]", false, "there is no /nonexistent/x.yaml to include")]
    [InlineData("config_files: [{strategy: append}]", true, "an included file has no 'path'")]
    [InlineData("config_files: [{path: x, strategy: replace}]", true, "must be one of append, override, add-only, not 'replace'")]
    [InlineData("config_files: [[x]]", true, "each of 'config_files' is a path")]
    public void A_wrong_entry_is_told(string content, bool isError, string expected)
    {
        var result = _folder.Load(content);
        Assert.Equal(isError, result.Configuration is null);
        Assert.Contains(expected, string.Join('\n', result.Problems));
    }

    [Fact]
    public void An_option_may_include_and_wins_over_what_is_included()
    {
        var more = _folder.File("more.yaml", "priority: error\njson_output: true\n");
        var c = _folder.Load("", $"config_files[]={more}", "priority=alert").Configuration!;
        Assert.Equal((Lanner.Rules.RulePriority.Alert, true), (c.Rules.MinimumPriority, c.Output.Rendering.Json));
    }

    [Theory]
    [InlineData("${A}", "x")]
    [InlineData("a${A}b${A}c", "axbxc")]
    [InlineData("$${A}", "${A}")]
    [InlineData("$${A}${A}", "${A}x")]
    [InlineData("${EMPTY}z", "z")]
    [InlineData("${A", "${A")]
    [InlineData("$A ${NESTED}", "$A ${A}")]
    [InlineData("cost: 5$", "cost: 5$")]
    public void Variables_of_the_environment_are_put_in(string text, string expected)
    {
        var missing = new List<string>();
        var environment = new EnvironmentText(name => name switch { "A" => "x", "EMPTY" => "", "NESTED" => "${A}", _ => null });
        Assert.Equal(expected, environment.Expand(text, missing.Add));
        Assert.Empty(missing);
    }

    [Fact]
    public void A_variable_that_is_not_there_is_warned_of_and_gives_the_default()
    {
        var result = _folder.Load("json_output: ${NOT_THERE}\n");
        Assert.False(result.Configuration!.Output.Rendering.Json);
        Assert.Contains("main.yaml:1:14: warning: the environment has no variable NOT_THERE", result.Problems.Single().ToString());
    }

    [Fact]
    public void A_variable_may_hold_a_number_or_a_truth()
    {
        var path = _folder.File("main.yaml", "json_output: ${YES}\nfalco_libs: {snaplen: '${LENGTH}'}\n");
        var c = ConfigurationLoader.Load(path, variable: name => name == "YES" ? "true" : "200").Configuration!;
        Assert.Equal((true, 200), (c.Output.Rendering.Json, c.State.SnapLength));
    }

    [Fact]
    public void Files_that_cannot_be_read_are_errors()
    {
        Assert.Null(ConfigurationLoader.Load("/nonexistent/lanner.yaml").Configuration);
        Assert.Null(ConfigurationLoader.Load(_folder.Path).Configuration);
        File.WriteAllBytes(_folder.Path + "/latin1.yaml", [0x61, 0x3a, 0x20, 0xff]);
        Assert.Contains("not UTF-8", ConfigurationLoader.Load(_folder.Path + "/latin1.yaml").Problems.Single().Message);
    }

    /// <summary>Whatever the bytes, the loader answers.</summary>
    [Fact]
    public void Damaged_files_never_make_it_throw()
    {
        var whole = File.ReadAllBytes(Path.Combine(Checkout.Root, "tests/Lanner.Configuration.Tests/Files/falco.yaml"));
        var odd = " :-[]{}&*#'\"\n\t\0\xff$"u8;
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var bytes = whole[..random.Next(whole.Length)];
            for (var j = random.Next(4); j > 0 && bytes.Length > 0; j--) bytes[random.Next(bytes.Length)] = odd[random.Next(odd.Length)];
            File.WriteAllBytes(_folder.Path + "/damaged.yaml", bytes);
            _ = ConfigurationLoader.Load(_folder.Path + "/damaged.yaml", variable: _ => null);
        }
    }
}
