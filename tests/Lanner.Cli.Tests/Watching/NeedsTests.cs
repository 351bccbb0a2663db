using Lanner.Capture;
using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli.Tests.Watching;

/// <summary>What the section base_syscalls makes of the calls that leave the kernel.</summary>
public sealed class NeedsTests : IDisposable
{
    readonly CaptureMaker _files = new();

    public void Dispose() => _files.Dispose();

    RuleSet Rules(string condition) => RuleLoading.Read(
        [_files.File("rules.yaml", $"- rule: R\n  desc: d\n  condition: {condition}\n  output: o\n  priority: ERROR\n  warn_evttypes: false\n")], new RuleSetOptions()).RuleSet!;

    static HashSet<string> Calls(Needs needs) => [.. needs.Calls.Where(c => c.Flags.HasFlag(InterestFlags.Ship)).Select(c => c.Syscall)];

    [Fact]
    public void A_set_of_ones_own_replaces_what_state_asks_for_unless_it_is_repaired()
    {
        var rules = Rules("evt.type = mkdir");
        var custom = new SystemCallSettings { Added = ["bpf"] };
        Assert.Contains("chdir", Calls(Needs.Of(rules)));
        Assert.Equal(["bpf", "mkdir"], Calls(Needs.Of(rules, custom)).Order());
        Assert.Superset(new HashSet<string> { "bpf", "mkdir", "chdir" }, Calls(Needs.Of(rules, custom with { Repair = true })));
    }

    [Fact]
    public void What_is_taken_away_nobody_gets() =>
        Assert.DoesNotContain("mkdir", Calls(Needs.Of(Rules("evt.type in (mkdir, rmdir)"), new SystemCallSettings { Removed = ["mkdir"] })));

    [Fact]
    public void All_shows_a_rule_without_event_also_what_programs_do_all_the_time()
    {
        var rules = Rules("proc.name = x");
        Assert.DoesNotContain("read", Calls(Needs.Of(rules)));
        Assert.Contains("read", Calls(Needs.Of(rules, new SystemCallSettings { All = true })));
    }

    [Fact]
    public void Failed_calls_can_be_left_in_the_kernel() =>
        Assert.All(Needs.Of(Rules("evt.type = mkdir"), dropFailed: true).Calls, call => Assert.True(call.Flags.HasFlag(InterestFlags.NoFailed)));
}
