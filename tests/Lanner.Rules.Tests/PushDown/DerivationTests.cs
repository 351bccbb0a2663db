using Lanner.Events;
using Lanner.Events.PushDown;
using Lanner.Rules.PushDown;

namespace Lanner.Rules.Tests.PushDown;

public sealed class DerivationTests
{
    [Fact]
    public void The_result_of_a_call_is_taken_from_each_way_to_ask_for_it()
    {
        foreach (var condition in (string[])["evt.rawres = 0", "evt.rawres >= 0", "evt.rawres > -1", "evt.res = SUCCESS", "evt.failed = false", "not evt.failed = true"])
            Assert.Equal(CallOutcomes.Succeeded, Outcomes($"evt.type = unlink and {condition}", EventCode.UnlinkExit));
        foreach (var condition in (string[])["evt.rawres < 0", "evt.rawres in (-1, -2)", "evt.res = ENOENT", "evt.failed = true", "not evt.rawres >= 0"])
            Assert.Equal(CallOutcomes.Failed, Outcomes($"evt.type = unlink and {condition}", EventCode.UnlinkExit));
        Assert.Equal(CallOutcomes.Any, Outcomes("evt.type = unlink and not evt.rawres = 0", EventCode.UnlinkExit));
    }

    [Fact]
    public void A_connect_in_progress_is_a_success_in_the_kernel()
    {
        Assert.Equal(CallOutcomes.Succeeded, Outcomes("evt.type = connect and (evt.rawres >= 0 or evt.res = EINPROGRESS)", EventCode.ConnectExit));
        Assert.Equal(CallOutcomes.Any, Outcomes("evt.type = connect and evt.rawres < 0", EventCode.ConnectExit));
        Assert.Equal(CallOutcomes.Failed, Outcomes("evt.type = connect and evt.res = ECONNREFUSED", EventCode.ConnectExit));
    }

    [Fact]
    public void Paths_come_from_every_operator_that_says_how_one_begins_or_ends()
    {
        Assert.Equal("/etc/ssh/*", Paths("fd.name startswith /etc/ssh/"));
        Assert.Equal("*/etc/shadow", Paths("fd.name = /etc/shadow"));
        Assert.Equal("*/etc/shadow */etc/gshadow", Paths("fd.name in (/etc/shadow, /etc/gshadow)"));
        Assert.Equal("*_history", Paths("fd.name endswith _history"));
        Assert.Equal("*/.ssh/id_*", Paths("fd.name glob \"*/.ssh/id_*\""));
        Assert.Equal("*/gcloud/*", Paths("fd.name glob \"*/gcloud/*credentials*\""));
        Assert.Equal("/etc*", Paths("fd.name pmatch (/etc/)"));
        Assert.Equal("*/shadow", Paths("fd.filename = shadow"));
        Assert.Equal("/etc/ssl*", Paths("fd.directory = /etc/ssl"));
        Assert.Equal("with ../", Paths("fd.nameraw contains \"../\" and fd.name startswith /etc"));
        Assert.Equal("/etc/a* /etc/b*", Paths("(fd.name startswith /etc/a or fd.name startswith /etc/b) and proc.name = cat"));
    }

    [Fact]
    public void What_the_kernel_cannot_decide_asks_for_nothing()
    {
        foreach (var condition in (string[])["fd.name startswith /e", "fd.name icontains shadow", "fd.name regex /etc/.*", "not fd.name startswith /etc/ssh/",
            "fd.name startswith /etc/ssh/ or proc.name = cat", "tolower(fd.name) = /etc/shadow", "fd.name contains shadow", "fd.name != /etc/shadow"])
        {
            Assert.Equal("any", Paths(condition));
        }
    }

    [Fact]
    public void How_a_file_is_opened_is_exact_both_ways()
    {
        Assert.Equal(OpenKind.Set(kind => kind.Reads), Kinds("evt.is_open_read = true"));
        Assert.Equal(OpenKind.Set(kind => !kind.Writes), Kinds("not evt.is_open_write = true"));
        Assert.Equal(OpenKind.Set(kind => kind.Truncates), Kinds("evt.arg.flags contains O_TRUNC"));
        Assert.Equal(OpenKind.Set(kind => kind.MayMakeExecutable), Kinds("evt.is_open_exec = true"));
    }

    [Fact]
    public void A_condition_that_cannot_hold_leaves_no_alternative() =>
        Assert.Empty(Derive("evt.type = openat and evt.rawres >= 0 and evt.failed = true", EventCode.OpenatExit));

    [Fact]
    public void Rules_that_ask_for_all_descriptors_or_for_closes_let_no_open_be_held_back()
    {
        Assert.Contains("fd.types", Obstacle("evt.type = execve and fd.types[5] = file"), StringComparison.Ordinal);
        Assert.Contains("close", Obstacle("evt.type = close and fd.name = /etc/shadow"), StringComparison.Ordinal);
        Assert.Null(OpenDemand.Of(RuleFixture.Rules(RuleFixture.Rule("r", "evt.type = dup and fd.type = file")), Shown).Obstacle);
    }

    static string Obstacle(string condition)
    {
        var demand = OpenDemand.Of(RuleFixture.Rules(RuleFixture.Rule("r", condition)), Shown);
        Assert.Null(demand.Alternatives);
        return demand.Obstacle!;
    }

    static bool Shown(Rule rule, EventCode code) => rule.Filter.EventCodes.Contains(code);

    static List<OpenAlternative> Derive(string condition, EventCode code) =>
        EventDemand.Of(RuleFixture.Rules(RuleFixture.Rule("r", $">\n    {condition}")).Rules, code).Rules.SelectMany(rule => rule.Alternatives).ToList();

    static CallOutcomes Outcomes(string condition, EventCode code) => Derive(condition, code).Aggregate(CallOutcomes.None, (all, one) => all | one.Outcomes);

    static uint Kinds(string condition) => Derive($"evt.type = openat and {condition}", EventCode.OpenatExit).Aggregate(0u, (all, one) => all | one.Kinds);

    static string Paths(string condition)
    {
        var alternative = Assert.Single(Derive($"evt.type = openat and ({condition})", EventCode.OpenatExit));
        return alternative.Paths is { } paths ? string.Join(' ', paths) : "any";
    }
}
