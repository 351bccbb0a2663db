using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli.Falco;

/// <summary>
/// The program under the name falco: its documented options and its configuration, over the same watch. What an option asks is done by the
/// code of the verb that does it for lanner.
/// </summary>
static class FalcoProgram
{
    const string DefaultConfiguration = "/etc/falco/falco.yaml";

    /// <summary>Where rules are when the configuration names none.</summary>
    static readonly string[] s_defaultRules = ["/etc/falco/falco_rules.yaml", "/etc/falco/falco_rules.local.yaml", "/etc/falco/rules.d"];

    /// <summary>Options that ask for something else than a watch.</summary>
    static readonly string[] s_shortWork = ["version", "support", "L", "l", "dry-run"];

    public static int Run(IReadOnlyList<string> words)
    {
        var arguments = FalcoArguments.Parse(words);
        if (arguments.Problem is { } problem)
        {
            Console.Error.WriteLine($"falco: {problem} (see: falco --help)");
            return ExitCode.BadInput;
        }

        if (arguments.Has("help") || arguments.Has("h")) return Print(FalcoHelp.Text);
        if (arguments.Has("page-size")) return Print($"Your system page size is: {Environment.SystemPageSize}");
        if (arguments.Has("config-schema")) return Print(ConfigurationSchema.Write());
        if (arguments.Has("rule-schema")) return Print(RuleSchema.Text);
        if (arguments.List is not null) return Print(FalcoLists.Fields(arguments.Format, arguments.Has("N")));
        if (arguments.Has("list-events")) return Print(FalcoLists.Events(arguments.Format));
        if (arguments.Has("i")) return Print(FalcoLists.IgnoredCalls());
        if (arguments.Has("list-plugins")) return Print("0 Plugins Loaded: what the container plugin gives is built in");
        if (arguments.Value("plugin-info") is { } plugin)
        {
            Console.Error.WriteLine($"falco: there is no plugin '{Shown.Safe(plugin)}': plugins are not loaded, and what the container plugin gives is built in");
            return ExitCode.BadInput;
        }

        if (!s_shortWork.Any(arguments.Has) && arguments.Values("V").Count == 0)
            FewerCapabilities.Enter(() => ConfigurationLoading.Peek(arguments.Value("c"), Settings(arguments), LannerConfiguration.FalcoStandard, DefaultConfiguration));
        if (ConfigurationLoading.Load(arguments.Value("c"), Settings(arguments), LannerConfiguration.FalcoStandard, DefaultConfiguration, "falco") is not { } configuration)
            return ExitCode.BadInput;
        return Run(arguments, configuration, words);
    }

    static int Run(FalcoArguments arguments, LannerConfiguration configuration, IReadOnlyList<string> words)
    {
        var json = configuration.Output.Rendering.Json;
        var rules = RulePaths(arguments, configuration);
        if (arguments.Has("version")) return Print(FalcoVersion.Write(json));
        if (arguments.Has("support")) return Print(FalcoVersion.WriteSupport(words, configuration, rules));
        if (arguments.Values("V") is { Count: > 0 } files) return FalcoValidation.Run(files, json);
        if (arguments.Has("L") || arguments.Value("l") is not null) return Describe(rules, arguments.Value("l"), json);
        var source = new WatchSource(arguments.Value("c"), Settings(arguments), read => Plan(arguments, read), LannerConfiguration.FalcoStandard, DefaultConfiguration);
        var plan = source.Plan(configuration);
        if (arguments.Has("dry-run")) return DryRun(plan);
        using var pidFile = PidFile.Write(arguments.Value("P"));
        return pidFile is null ? ExitCode.Unable : Watch.Run(plan, "falco");
    }

    static WatchPlan Plan(FalcoArguments arguments, LannerConfiguration configuration)
    {
        var options = new WatchOptions { Rules = RulePaths(arguments, configuration), Duration = arguments.Duration, Colour = ColourChoice.Never };
        var plan = WatchPlanning.Plan(configuration, options) with { SkipsMissingRules = arguments.Values("r").Count == 0 };
        return plan with { Configuration = plan.Configuration with { Rules = plan.Configuration.Rules with { Additions = Additions(arguments, configuration) } } };
    }

    /// <summary>Options that are a key of the configuration; they win over the file and give way to -o.</summary>
    static List<string> Settings(FalcoArguments arguments)
    {
        var settings = new List<string>();
        if (arguments.Has("U")) settings.Add("buffered_outputs=false");
        if (arguments.Has("A")) settings.Add("base_syscalls.all=true");
        if (arguments.Has("b")) settings.Add("buffer_format_base64=true");
        if (arguments.Has("nodriver")) settings.Add("engine.kind=nodriver");
        if (arguments.Has("modern-bpf")) settings.Add("engine.kind=modern_ebpf");
        if (arguments.Has("v")) settings.Add("log_level=debug");
        if (arguments.Value("S") is { } length) settings.Add("falco_libs.snaplen=" + length);
        if (arguments.Value("e") is { } file) settings.AddRange(["engine.kind=replay", "engine.replay.capture_file=" + file]);
        settings.AddRange(arguments.Values("o"));
        return settings;
    }

    static IReadOnlyList<string> RulePaths(FalcoArguments arguments, LannerConfiguration configuration)
    {
        if (arguments.Values("r") is { Count: > 0 } named) return named;
        if (configuration.Rules.Paths.Count > 0) return configuration.Rules.Paths;
        return [.. s_defaultRules.Where(path => File.Exists(path) || Directory.Exists(path))];
    }

    /// <summary>What -p adds: a text, or with c and k where it happened.</summary>
    static IReadOnlyList<OutputAddition> Additions(FalcoArguments arguments, LannerConfiguration configuration)
    {
        var additions = configuration.Rules.Additions ?? [];
        return arguments.Value("p") switch
        {
            null or "" => additions,
            "c" or "container" or "k" or "kubernetes" => [.. additions, OutputAddition.ContainerIdentity],
            var format => [.. additions, new OutputAddition { ExtraOutput = format }],
        };
    }

    static int Describe(IReadOnlyList<string> paths, string? name, bool json)
    {
        if (RuleLoading.LoadForShowing(paths) is not { } set) return ExitCode.BadInput;
        Rule? rule = null;
        if (name is not null && (rule = DescribeCommand.Find(set, name)) is null) return ExitCode.BadInput;
        if (json) return Print(RuleSetJson.Write(set, rule));
        if (rule is not null) RuleText.Write(rule, set, Console.Out);
        else RuleText.WriteAll(set, Console.Out);
        return ExitCode.Done;
    }

    static int DryRun(WatchPlan plan)
    {
        using var log = new OperatorLog(plan.Configuration.Log, "falco");
        if (RuleLoading.Load(plan, log) is not { } rules) return ExitCode.BadInput;
        log.Info($"dry run: the configuration is right and {RuleLoading.Count(rules.Rules.Count, "rule")} would be applied");
        return ExitCode.Done;
    }

    static int Print(string text)
    {
        Console.WriteLine(text);
        return ExitCode.Done;
    }
}
