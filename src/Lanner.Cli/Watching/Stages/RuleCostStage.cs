using System.Globalization;
using System.Runtime.InteropServices;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>
/// Says what each rule cost: at the end, on SIGUSR2, and every so often where that was asked for. Rules that were never asked are only
/// counted.
/// </summary>
sealed class RuleCostStage : WatchStage
{
    const PosixSignal User2 = (PosixSignal)12;

    readonly WatchSession _session;
    readonly TimeSpan? _interval;
    readonly PosixSignalRegistration _signal;
    TimeSpan _next;
    volatile bool _isAsked;

    public RuleCostStage(TimeSpan? interval, WatchSession session)
    {
        _session = session;
        _interval = interval;
        _next = interval ?? TimeSpan.MaxValue;
        _signal = PosixSignalRegistration.Create(User2, context =>
        {
            context.Cancel = true;
            _isAsked = true;
        });
    }

    public override void Poll(ulong nowNs)
    {
        var isDue = _session.Elapsed >= _next;
        if (!isDue && !_isAsked) return;
        _isAsked = false;
        if (isDue) _next = _session.Elapsed + _interval!.Value;
        Write(_session.Log.Writer, _session.Engine);
    }

    public override void Report(TextWriter to) => Write(to, _session.Engine);

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    /// <summary>The table; times are estimates.</summary>
    public static void Write(TextWriter to, RuleEngine engine)
    {
        var rules = engine.Rules.Rules.Select(rule => (Rule: rule, Counters: engine.Counters(rule))).ToArray();
        var asked = rules.Where(r => r.Counters.Asks > 0).OrderByDescending(r => r.Counters.Time).ThenByDescending(r => r.Counters.Asks).ToArray();
        var statistics = engine.Statistics;
        var total = Math.Max(1e-9, statistics.SieveTime.TotalSeconds + asked.Sum(r => r.Counters.Time.TotalSeconds));
        to.WriteLine("what rules cost (times are estimates from samples)");
        to.WriteLine($"  {"evaluated",12} {"asked",12} {"matched",9} {"share",6} {"ns/ask",8}  rule");
        Line(to, statistics.EventsEvaluated, statistics.EventsEvaluated, statistics.Alerts, statistics.SieveTime, total, "(all rules: finding which to ask)");
        foreach (var (rule, counters) in asked)
            Line(to, counters.Evaluations, counters.Asks, counters.Matches, counters.Time, total, rule.Name);
        if (asked.Length < rules.Length) to.WriteLine($"  {rules.Length - asked.Length} rules never had to be asked");
        WriteMemories(to, rules);
    }

    /// <summary>Of rules that look at several events.</summary>
    static void WriteMemories(TextWriter to, (Rule Rule, RuleCounters Counters)[] rules)
    {
        var remembering = rules.Where(r => r.Counters.Correlation is not null).ToArray();
        if (remembering.Length == 0) return;
        to.WriteLine("what rules remember of earlier events (evicted: forgotten before their time, for want of room)");
        to.WriteLine($"  {"keys",12} {"KiB",12} {"over",9} {"evicted",9}  rule");
        foreach (var (rule, counters) in remembering)
        {
            var memory = counters.Correlation!.Value;
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {memory.Keys,12} {memory.Bytes / 1024.0,12:F1} {memory.Expired,9} {memory.Evicted,9}  {rule.Name}"));
        }
    }

    static void Line(TextWriter to, long evaluations, long asks, long matches, TimeSpan time, double total, string name) =>
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {evaluations,12} {asks,12} {matches,9} {100 * time.TotalSeconds / total,5:F1}% {(asks == 0 ? 0 : time.TotalNanoseconds / asks),8:F0}  {name}"));
}
