using System.Diagnostics;
using System.Globalization;
using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;

namespace Lanner.RuleSpeed;

/// <summary>Judges a capture by several sets of rules, one after another in each round, and prints a line for each set.</summary>
static class Measurement
{
    /// <summary>The first rounds are the compiler's.</summary>
    const int WarmUp = 3;

    public static void Run(string capture, int rounds, IEnumerable<string> sets)
    {
        var all = sets.Select(Load).ToList();
        for (var round = 0; round < WarmUp + rounds; round++)
        {
            foreach (var (_, rules, results) in all)
            {
                var result = Once(capture, rules);
                if (round >= WarmUp) results.Add(result);
            }
        }

        foreach (var (name, rules, results) in all)
        {
            var events = results[0].Events;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name} {rules?.Rules.Count ?? 0} {events} {Median(results.Select(r => r.Seconds)):f6} {Median(results.Select(r => r.CpuSeconds)):f6} {(double)results[^1].Allocated / events:f2} {results[0].Alerts}"));
        }
    }

    static (string Name, RuleSet? Rules, List<Result> Results) Load(string set)
    {
        if (set.Split('=', 2) is not [var name, var files]) return (set, null, []);
        var builder = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions));
        foreach (var file in files.Split(',')) builder.AddPath(file);
        var result = builder.Build();
        return (name, result.RuleSet ?? throw new InvalidOperationException(result.ToText()), []);
    }

    static Result Once(string capture, RuleSet? rules)
    {
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        var replay = new Replay(rules);
        replay.Run(capture);
        return new Result(replay.Events, replay.Alerts, Stopwatch.GetElapsedTime(began).TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <param name="CpuSeconds">Of all threads: a compressed capture is unpacked on another one.</param>
    /// <param name="Allocated">Bytes, on the thread that judges.</param>
    readonly record struct Result(long Events, long Alerts, double Seconds, double CpuSeconds, long Allocated);
}
