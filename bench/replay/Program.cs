using System.Diagnostics;
using System.Globalization;
using Lanner.Events;
using Lanner.Events.Files;

// copy IN OUT plain|gzip current|compatible    writes a capture again
// read FILE                                    reads it once, prints the number of events in it
// time FILE ROUNDS                             reads it again and again, prints the events and the seconds of the median round
switch (args)
{
    case ["copy", var input, var output, var packing, var form]:
        Copy(input, output, packing == "gzip", form == "compatible");
        return 0;
    case ["read", var file]:
        Console.WriteLine(Read(file).ToString(CultureInfo.InvariantCulture));
        return 0;
    case ["time", var file, var rounds]:
        Time(file, int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("replay copy IN OUT plain|gzip current|compatible | read FILE | time FILE ROUNDS");
        return 2;
}

static void Copy(string input, string output, bool compress, bool compatible)
{
    using var source = CaptureFileSource.Open(input);
    var snapshot = source.ReadSnapshot();
    var options = new CaptureWriterOptions { Compress = compress, Compatible = compatible };
    using var writer = new CaptureFileWriter(output, options, () => snapshot);
    var consumer = writer;
    while (!source.IsFinished)
    {
        if (source.Poll(ref consumer, 4096) == 0) source.Wait(TimeSpan.FromSeconds(1));
    }
}

static long Read(string file)
{
    using var source = CaptureFileSource.Open(file);
    var sum = default(Sum);
    while (!source.IsFinished)
    {
        if (source.Poll(ref sum, 4096) == 0) source.Wait(TimeSpan.FromSeconds(1));
    }

    if (sum.Times == 0) throw new InvalidOperationException("no events");
    return source.Statistics.EventsInFile;
}

static void Time(string file, int rounds)
{
    // The first rounds are the compiler's.
    for (var i = 0; i < 5; i++) Read(file);
    var seconds = new double[rounds];
    var events = 0L;
    for (var i = 0; i < rounds; i++)
    {
        var began = Stopwatch.GetTimestamp();
        events = Read(file);
        seconds[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    Array.Sort(seconds);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events} {seconds[rounds / 2]:f6}"));
}

/// <summary>Touches each event, so that reading is all there is to measure and none of it can be left out.</summary>
struct Sum : IEventConsumer
{
    public ulong Times;

    public void OnEvent(in EventView view) => Times += view.TimeNs;
}
