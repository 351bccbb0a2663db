using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Engine;

/// <summary>On recorded events the engine alerts exactly where conditions hold by the book.</summary>
public class CaptureAgreementTests
{
    public static TheoryData<string> Captures => new(Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests", "captures"), "*.scap").Order());

    public static TheoryData<string> OfficialCaptures => new("cat_write.scap", "curl_google.scap", "open-multiple-files.scap",
        "run_as_user_0_container.scap", "sample.scap", "single_ipv6_conn.scap", "502Error.scap");

    [Theory]
    [MemberData(nameof(Captures))]
    public void Our_rules_alert_as_by_the_book(string capture) => Agree(capture, Path.Combine(Checkout.Root, "rules", "lanner.yaml"));

    [Theory]
    [MemberData(nameof(OfficialCaptures))]
    public void Official_rules_alert_as_by_the_book(string capture) => Agree(OfficialRules.CaptureOf(capture),
        OfficialRules.PathOf(OfficialRules.Stable), OfficialRules.PathOf(OfficialRules.Incubating), OfficialRules.PathOf(OfficialRules.Sandbox));

    static void Agree(string capture, params string[] files)
    {
        var builder = new RuleSetBuilder(TestCatalogue.Instance, new RuleSetOptions { Selectors = [RuleSelector.EnableName("*")] });
        foreach (var file in files) builder.AddPath(file);
        var rules = builder.Build().RuleSet!;

        var alerts = new List<(ulong, string)>();
        var engine = new RuleEngine(rules, alert => alerts.Add((alert.EventNumber, alert.Rule.Name)));
        var watched = new Replay((in context) => engine.Evaluate(context));
        watched.Run(capture);
        engine.Flush();

        var expected = new List<(ulong, string)>();
        var judge = new NaiveJudge { TakesPendingAsMissing = true };
        var plain = new Replay((in context) =>
        {
            foreach (var rule in rules.Rules)
            {
                if (judge.Judge(rule.Condition, context) == Truth.True) expected.Add((context.Number, rule.Name));
            }
        });
        plain.Run(capture);
        Assert.Equal(watched.Events, plain.Events);
        Assert.Equal(expected, alerts.OrderBy(alert => alert.Item1));
    }

    /// <summary>A capture's events with the state they build.</summary>
    sealed class Replay(Look look) : ISnapshotConsumer
    {
        readonly Look _look = look;
        readonly FieldScratch _scratch = new();
        HostState _host = NewHost();

        public ulong Events { get; private set; }

        public void Run(string capture)
        {
            using var source = CaptureFileSource.Open(capture, new CaptureFileOptions { Snapshots = this });
            var consumer = new Consumer(this);
            while (!source.IsFinished)
            {
                if (source.Poll(ref consumer, 4096) == 0) source.Wait(TimeSpan.FromSeconds(1));
            }
        }

        void ISnapshotConsumer.OnSnapshot(CaptureSnapshot snapshot)
        {
            if (!snapshot.IsAddition) _host = NewHost();
            _host.SeedUsers(snapshot.Users);
            _host.SeedGroups(snapshot.Groups);
            _host.Seed(snapshot.Threads);
        }

        static HostState NewHost() => new(containers: new ContainerTable(new ContainerTableOptions { RecordsFollow = true }));

        readonly struct Consumer(Replay replay) : IEventConsumer
        {
            public void OnEvent(in EventView view)
            {
                var host = replay._host;
                var subject = host.Apply(view);
                var context = new EventContext(view, host, subject, ++replay.Events, replay._scratch);
                replay._look(context);
                host.Complete(view);
            }
        }
    }
}
