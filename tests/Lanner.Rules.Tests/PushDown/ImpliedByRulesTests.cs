using Lanner.Events;
using Lanner.Events.PushDown;
using Lanner.Rules.PushDown;
using Lanner.Rules.Tests.Engine;

namespace Lanner.Rules.Tests.PushDown;

/// <summary>Whatever a rule is true for, the kernel reports.</summary>
public sealed class ImpliedByRulesTests
{
    const int Pid = 100;
    const int ConditionsPerSeed = 60;
    const int EventsPerCondition = 60;

    static readonly string[] s_paths =
    [
        "/etc/shadow", "/etc/shadow/", "/etc/./shadow", "/etc/../etc/shadow", "//etc/shadow", "shadow", "./shadow", "../etc/shadow", "etc/shadow", "/etc",
        "/etc/hosts", "/usr/bin/x", "/root/.ssh/id_rsa", "/root/.ssh/id_rsa.pub", ".ssh/id_rsa", "id_rsa", "/x/.bash_history", "a", "/a", "/", "/x",
        "/var/log/access.log", "access.log", "/usr/share/doc", "/usr/share/doc/a/x", "doc", "/usr/local/doc/b", "x.pub", "", "/etcetera", ".", "..", "/e?c", "/a../etc/x", "b../c",
    ];

    static readonly long[] s_results = [0, 3, 7, 3, 5, -1, -2, -13, -115];

    static readonly EventCode[] s_codes =
    [
        EventCode.OpenExit, EventCode.OpenatExit, EventCode.OpenatExit, EventCode.Openat2Exit, EventCode.CreatExit, EventCode.OpenByHandleAtExit,
        EventCode.ConnectExit, EventCode.UnlinkExit,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_event_that_a_rule_is_true_for_meets_the_condition_that_is_pushed_down(int seed)
    {
        var random = new Random(seed);
        var conditions = new RandomConditions(random);
        var fired = 0;
        var heldBack = 0;
        for (var i = 0; i < ConditionsPerSeed; i++)
        {
            var condition = conditions.Next(4);
            var rules = RuleFixture.Rules(RuleFixture.Rule("r", $">\n    {condition}"));
            var opens = OpenDemand.Of(rules, (rule, code) => rule.Filter.EventCodes.Contains(code) && code != EventCode.CloseExit && code != EventCode.PollExit
                && code != EventCode.PpollExit && code != EventCode.CloseRangeExit).Alternatives!;
            var scene = NewScene(rules);
            for (var n = 0; n < EventsPerCondition; n++)
            {
                var (builder, kernel) = NextEvent(random, scene);
                var before = scene.Alerts.Count;
                scene.Send(builder);
                var isTrue = scene.Alerts.Count > before;
                var demand = EventDemand.Of(rules.Rules, kernel.Code).Rules.SelectMany(rule => rule.Alternatives);
                var isReported = kernel.Reports(demand) && (kernel.Kind is null || kernel.Reports(opens));
                Assert.True(!isTrue || isReported, $"{condition}\nis true for {kernel}, which stays in the kernel");
                fired += isTrue ? 1 : 0;
                heldBack += isReported ? 0 : 1;
            }
        }

        // Both happen often enough for the test to say something.
        Assert.InRange(fired, ConditionsPerSeed, int.MaxValue);
        Assert.InRange(heldBack, ConditionsPerSeed, int.MaxValue);
    }

    static Scene NewScene(RuleSet rules)
    {
        var scene = new Scene(rules);
        scene.Seed(Pid, 1, "cat", cwd: "/etc");
        scene.Seed(Pid + 1, 1, "dog", cwd: "/");
        return scene;
    }

    static (EventBuilder Event, KernelModel Kernel) NextEvent(Random random, Scene scene)
    {
        var code = s_codes[random.Next(s_codes.Length)];
        var result = s_results[random.Next(s_results.Length)];
        var path = s_paths[random.Next(s_paths.Length)];
        var pid = Pid + random.Next(2);
        var kind = NextKind(random, code);
        var flags = Flags(kind, made: result >= 0 && random.Next(2) == 0);
        var mode = kind.MayMakeExecutable ? 0b111_101_101 : 0b110_100_100;
        var directory = random.Next(4) == 0 ? 77 : -100;
        var builder = scene.Event(code, pid).Add(result);
        builder = code switch
        {
            EventCode.OpenExit => builder.Add(path).Add(flags).Add(mode).Add(1).Add(2),
            EventCode.OpenatExit => builder.Add(directory).Add(path).Add(flags).Add(mode).Add(1).Add(2),
            EventCode.Openat2Exit => builder.Add(directory).Add(path).Add(flags).Add(mode).Add(0).Add(1).Add(2),
            EventCode.CreatExit => builder.Add(path).Add(mode).Add(1).Add(2).Add(0),
            EventCode.OpenByHandleAtExit => builder.Add(4).Add(flags).Add(path).Add(1).Add(2),
            EventCode.UnlinkExit => builder.Add(path),
            _ => builder,
        };
        return (builder, new KernelModel(code, result, OpenEvents.Contains(code) ? kind : null, path));
    }

    static OpenKind NextKind(Random random, EventCode code)
    {
        if (code == EventCode.CreatExit) return OpenKind.OfCreatCall(random.Next(2) == 0);
        var creates = random.Next(2) == 0;
        var mayMakeExecutable = creates && code != EventCode.OpenByHandleAtExit && random.Next(2) == 0;
        return OpenKind.Of(random.Next(3), creates, random.Next(3) == 0, mayMakeExecutable);
    }

    static long Flags(OpenKind kind, bool made)
    {
        var names = EventTable.Flags("file_flags");
        var flags = (kind.Reads ? names["O_RDONLY"] : 0) | (kind.Writes ? names["O_WRONLY"] : 0);
        if (kind.MayCreate) flags |= names["O_CREAT"] | (made ? names["O_F_CREATED"] : 0);
        return flags | (kind.Truncates ? names["O_TRUNC"] : 0);
    }
}
