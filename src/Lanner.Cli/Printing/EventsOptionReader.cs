using System.Globalization;

using Lanner.Events.Files;
using Lanner.Explore.Printing;
using Lanner.Filters;

namespace Lanner.Cli;

/// <summary>Makes a command line into what is to be done; the first thing that is wrong is told.</summary>
sealed class EventsOptionReader(EventsArguments arguments, EventsProgram program)
{
    const long Million = 1_000_000;

    /// <summary>Why the command line cannot be used; null when it can.</summary>
    public string? Problem { get; private set; } = arguments.Problem;

    public EventsOptions Read()
    {
        var recording = arguments.Value("w");
        var options = new EventsOptions
        {
            Program = program,
            Filter = arguments.Filter,
            Captures = arguments.Values("r"),
            Follow = arguments.Has("follow"),
            EveryEvent = program.IsSysdig || arguments.Has("every-event"),
            Recording = recording,
            RecordingForm = RecordingForm(recording),
            FiltersProcesses = arguments.Has("filter-proclist"),
            Format = Format,
            Form = new EventForm
            {
                Data = Data(), Time = Time(), PortNames = arguments.Has("R"),
                // A line for people is cut; one for programs is not.
                Longest = arguments.Has("v") || arguments.Has("j") ? int.MaxValue : 80,
            },
            Json = arguments.Has("j"),
            Quiet = arguments.Has("q") || program.IsSysdig && recording is not null,
            Verbose = arguments.Has("v"),
            Summary = arguments.Has("S"),
            Progress = arguments.Has("P"),
            Internal = arguments.Has("D"),
            Unbuffered = arguments.Has("unbuffered"),
            LeavesOutUsers = arguments.Has("E"),
            PageFaults = arguments.Has("page-faults"),
            Suppressed = arguments.Values("U"),
            Count = Number("n", 1, long.MaxValue),
            Duration = Seconds("M"),
            SnapLength = (int)(Number("s", 0, 16_384) ?? 80),
            BufferMiB = (int)(Number("buffer", 1, 512) ?? 8),
        };
        Check(options);
        return options;
    }

    /// <summary>The format that the last -p names; a line with the container may be asked for with the format to be shown.</summary>
    public string Format => PrintFormats.Resolve(arguments.Values("p").LastOrDefault(format => format != "p") ?? PrintFormats.Plain);

    public bool ShowsFormat => arguments.Values("p").Contains("p");

    void Check(EventsOptions options)
    {
        if (options.Follow && options.Captures.Count == 0) Fail("--follow: goes with -r FILE");
        if (!int.IsPow2(options.BufferMiB)) Fail($"--buffer: '{options.BufferMiB}' is not a power of two");
        var form = options.RecordingForm;
        if (options.Recording is null)
        {
            string[] ofRecordings = ["z", "C", "G", "e", "W", "compat", "no-compat"];
            // sysdig takes these for nothing; a command line that works there works here.
            if (!program.IsSysdig && ofRecordings.FirstOrDefault(arguments.Has) is { } lone)
                Fail($"{EventsOptionTable.Find(lone)!.Shown}: goes with -w FILE");
        }
        else if (options.Recording == "-" && form.Rotates)
        {
            Fail("-w -: standard output cannot be split into files: leave out -C, -G and -e, or name a file");
        }
        else if (form.MaxFiles > 0 && !form.Rotates)
        {
            Fail("-W: needs a limit on each file: -C, -G or -e");
        }
    }

    CaptureWriterOptions RecordingForm(string? path)
    {
        var compatible = arguments.Has("compat") || program.IsSysdig && !arguments.Has("no-compat");
        if (arguments.Has("compat") && arguments.Has("no-compat")) Fail("--compat and --no-compat contradict each other");
        return new CaptureWriterOptions
        {
            Compress = arguments.Has("z") || path is not null && RecordCommand.IsNamedCompressed(path),
            Compatible = compatible,
            // Live the probe cuts; of a capture the writer does, and only when asked.
            Snaplen = arguments.Has("s") ? (int)(Number("s", 0, 16_384) ?? 0) : 0,
            MaxFileBytes = (Number("C", 1, long.MaxValue / Million) ?? 0) * Million,
            MaxFileAge = TimeSpan.FromSeconds(Number("G", 1, 100_000_000) ?? 0),
            MaxFileEvents = Number("e", 1, long.MaxValue) ?? 0,
            MaxFiles = (int)(Number("W", 1, 1_000_000) ?? 0),
        };
    }

    DataForm Data()
    {
        (string Name, DataForm Form)[] forms = [("A", DataForm.Text), ("x", DataForm.Hex), ("X", DataForm.HexText), ("b", DataForm.Base64)];
        var given = forms.Where(form => arguments.Has(form.Name)).ToList();
        if (given.Count > 1) Fail($"-{given[0].Name} and -{given[1].Name} exclude each other: data has one form");
        return given.Count > 0 ? given[0].Form : DataForm.Points;
    }

    TimeForm Time()
    {
        switch (arguments.Value("t"))
        {
            case null or "h": return TimeForm.Clock;
            case "a": return TimeForm.Epoch;
            case "r": return TimeForm.SinceFirst;
            case "d": return TimeForm.Latency;
            case "D": return TimeForm.SinceShown;
            case var other:
                Fail($"-t: '{Shown.Safe(other)}' is none of h, a, r, d, D");
                return default;
        }
    }

    long? Number(string name, long least, long most)
    {
        if (arguments.Value(name) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Fail($"{EventsOptionTable.Find(name)!.Shown}: '{Shown.Safe(text)}' is not a number from {least}{(most > 1_000_000_000 ? "" : $" to {most}")}");
        return null;
    }

    TimeSpan? Seconds(string name)
    {
        if (arguments.Value(name) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9)
            return TimeSpan.FromSeconds(seconds);
        Fail($"{EventsOptionTable.Find(name)!.Shown}: '{Shown.Safe(text)}' is not a number of seconds");
        return null;
    }

    void Fail(string problem) => Problem ??= problem;
}
