using Lanner.Events.Files;
using Lanner.Filters;

namespace Lanner.Cli;

/// <summary>The name under which events are printed, and what hangs on it.</summary>
/// <param name="Name">What begins a message.</param>
/// <param name="BadInput">The exit code for wrong usage or input.</param>
/// <param name="Unable">The exit code for a machine that cannot do it.</param>
sealed record EventsProgram(string Name, string HelpCommand, int BadInput, int Unable)
{
    public static readonly EventsProgram Lanner = new("lanner", "lanner events --help", ExitCode.BadInput, ExitCode.Unable);

    /// <summary>As sysdig ends, whatever is wrong.</summary>
    public static readonly EventsProgram Sysdig = new("sysdig", "sysdig --help", 1, 1);

    public bool IsSysdig => this == Sysdig;

    /// <summary>Says what is wrong; the exit code.</summary>
    public int Fail(string problem)
    {
        Console.Error.WriteLine($"{Name}: {problem}");
        return BadInput;
    }
}

/// <summary>What <c>lanner events</c> or <c>sysdig</c> was asked to do.</summary>
sealed record EventsOptions
{
    public required EventsProgram Program { get; init; }

    /// <summary>The condition; blank for every event.</summary>
    public required string Filter { get; init; }

    /// <summary>Capture files, in order; none for the running kernel.</summary>
    public required IReadOnlyList<string> Captures { get; init; }

    /// <summary>The last capture is still being written.</summary>
    public bool Follow { get; init; }

    /// <summary>Of captures every event is shown, entries of calls too, as it was written.</summary>
    public bool EveryEvent { get; init; }

    /// <summary>Where to record; null for nowhere.</summary>
    public string? Recording { get; init; }

    /// <summary>How to record.</summary>
    public CaptureWriterOptions RecordingForm { get; init; } = new();

    /// <summary>A recording has only processes of which the filter holds.</summary>
    public bool FiltersProcesses { get; init; }

    /// <summary>The format, or the short name of one.</summary>
    public required string Format { get; init; }

    /// <summary>How parameters, data and times are written.</summary>
    public EventForm Form { get; init; } = new();

    public bool Json { get; init; }

    /// <summary>No event is printed.</summary>
    public bool Quiet { get; init; }

    /// <summary>Numbers at the end.</summary>
    public bool Verbose { get; init; }

    /// <summary>At the end, how many events there were of each type.</summary>
    public bool Summary { get; init; }

    /// <summary>Tells how much of the captures is read.</summary>
    public bool Progress { get; init; }

    /// <summary>The stream's own events are shown, too.</summary>
    public bool Internal { get; init; }

    public bool Unbuffered { get; init; }

    public bool LeavesOutUsers { get; init; }

    public bool PageFaults { get; init; }

    /// <summary>Names of processes nothing is shown of.</summary>
    public IReadOnlyList<string> Suppressed { get; init; } = [];

    /// <summary>End after so many events; null for never.</summary>
    public long? Count { get; init; }

    public TimeSpan? Duration { get; init; }

    public int SnapLength { get; init; } = 80;

    public int BufferMiB { get; init; } = 8;
}
