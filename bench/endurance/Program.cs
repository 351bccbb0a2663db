using System.Diagnostics;
using System.Globalization;
using Lanner.Endurance;
using Lanner.Events.Files;

// judge HOURS EVENTS TALE RULES...    tells so many events within so many hours to state and rules in this process, prints how memory goes
// tell HOURS EVENTS TALE              writes them to standard output as one capture, for a watch to read
// TALE is a capture file, or a kind of Hostility
try
{
    switch (args)
    {
        case ["judge", var hours, var events, var tale, .. var rules] when rules.Length > 0:
            return With(tale, Number(hours), (long)Number(events), new Judging(rules)) ? 0 : 1;
        case ["tell", var hours, var events, var tale]:
            return With(tale, Number(hours), (long)Number(events), new Telling()) ? 0 : 1;
        default:
            Console.Error.WriteLine("endurance judge HOURS EVENTS TALE RULES... | tell HOURS EVENTS TALE");
            return 2;
    }
}
catch (Exception problem) when (problem is CaptureFileException or ArgumentException)
{
    Console.Error.WriteLine($"endurance: {problem.Message}");
    return 2;
}

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

static bool With(string tale, double hours, long events, IRun run)
{
    if (Enum.TryParse<Hostility>(tale, ignoreCase: true, out var kind))
    {
        const int EventsPerRound = 100_000;
        return run.Run(new HostileHost(kind, EventsPerRound), Math.Max(8, events / EventsPerRound), EventsPerRound * 50e-6 / 3600);
    }

    var capture = RetoldCapture.Read(tale);
    var rounds = Math.Max(8, (events + capture.EventsPerRound - 1) / capture.EventsPerRound);
    capture.Stretch((ulong)(hours / rounds * 3600e9));
    return run.Run(capture, rounds, hours / rounds);
}

/// <summary>What is done with a tale.</summary>
interface IRun
{
    /// <returns>False when memory grows.</returns>
    bool Run<TTale>(TTale tale, long rounds, double roundHours) where TTale : ITale;
}

/// <summary>State and rules in this process.</summary>
sealed class Judging(IEnumerable<string> rules) : IRun
{
    const int Samples = 48;

    public bool Run<TTale>(TTale tale, long rounds, double roundHours) where TTale : ITale
    {
        // What is told is in memory, too, and no part of the watch.
        var course = new MemoryCourse();
        var judge = new Judge(tale, Judge.Load(rules));
        var began = Stopwatch.StartNew();
        Console.WriteLine($"{"hours",7} {"Mevents",9} {"Mev/s",6} {"managed",8} {"resident",8} {"processes",9} {"containers",10} {"descriptors",11} {"alerts",12}");
        for (var round = 0L; round < rounds; round++)
        {
            tale.Tell(round, judge);
            if ((round + 1) * Samples / rounds == round * Samples / rounds) continue;
            var (managed, resident) = course.Add((round + 1) * roundHours);
            var state = judge.Host.Statistics;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(round + 1) * roundHours,7:f2} {judge.Events / 1e6,9:f1} {judge.Events / 1e6 / began.Elapsed.TotalSeconds,6:f2} {managed,8:f1} {resident,8:f1} {state.Processes,9} {state.Containers,10} {state.Descriptors,11} {judge.Alerts,12}"));
        }

        var isFlat = course.Judge(out var verdict);
        Console.WriteLine(verdict);
        return isFlat;
    }
}

/// <summary>One capture on standard output.</summary>
sealed class Telling : IRun
{
    public bool Run<TTale>(TTale tale, long rounds, double roundHours) where TTale : ITale
    {
        var options = new CaptureWriterOptions { Compress = false };
        using var writer = new CaptureFileWriter("-", options, () => tale.Beginning);
        for (var round = 0L; round < rounds; round++)
        {
            tale.Tell(round, writer);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(round + 1) * roundHours:f3} {writer.Events}"));
        }

        return true;
    }
}
