using Lanner.Events.Files;
using Lanner.Recording;
using Lanner.Recording.Flight;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>What a watch keeps of the events beside judging them: a recording of all, captures around alerts, both or neither.</summary>
sealed class WatchRecording : IDisposable
{
    readonly WatchOptions _options;
    readonly CaptureRecorder? _recorder;

    /// <exception cref="IOException">The folder of captures cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public WatchRecording(WatchOptions options, Feed feed)
    {
        _options = options;
        if (options.FlightRecorder is { } flight)
        {
            Flight = new FlightRecorder(flight with { WaitsForRoom = options.Captures.Count > 0 }, () => feed.Machine);
            feed.FlightRecorder = Flight;
            Flight.Problem += text => Console.Error.WriteLine($"lanner: flight recorder: {text}");
        }

        if (options.Recording is not { } path) return;
        _recorder = new CaptureRecorder(path, new CaptureWriterOptions { Compress = RecordCommand.IsNamedCompressed(path) }, () => feed.Machine);
        // Watching goes on when the recording cannot.
        _recorder.Ended += () => Console.Error.WriteLine($"lanner: nothing is recorded any more: {_recorder.Failure}");
        feed.Recorder = _recorder;
    }

    public FlightRecorder? Flight { get; }

    /// <summary>The recording that was asked for could not be begun or not be kept up; why was said when it happened.</summary>
    public bool HasFailed => _recorder?.Failure is not null;

    /// <summary>A flight recorder without a reason to write is likely a mistake.</summary>
    public string? Note(RuleSet rules) => _options.FlightRecorder is { CaptureOn: null } && !rules.Rules.Any(rule => rule.Capture)
        ? "no rule says capture: true, so the flight recorder will never write; see --capture-on" : null;

    /// <summary>Writes what is yet to be written, and says what was.</summary>
    public void End(TimeSpan elapsed)
    {
        Dispose();
        if (_recorder is not null) RecordingSummary.Write(Console.Error, _options.Recording!, _recorder, elapsed, null);
        if (Flight is null) return;
        var s = Flight.Statistics;
        Console.Error.WriteLine($"lanner: {s.Captures} captures in {_options.FlightRecorder!.Folder}, {s.Extended} further alerts in them; {s.MemoryBytes} bytes of memory");
        if (s.Skipped > 0) Console.Error.WriteLine($"  {s.Skipped} alerts have no capture: too many were being written");
        if (s.Failed > 0) Console.Error.WriteLine($"  {s.Failed} captures could not be written");
        if (s.EventsLost > 0) Console.Error.WriteLine($"  {s.EventsLost} events were lost to captures");
        if (s.Removed > 0) Console.Error.WriteLine($"  {s.Removed} old captures were removed to make room");
        if (s.ChunksEvicted > 0) Console.Error.WriteLine("  memory did not always reach as far back as asked for; see --flight-recorder");
    }

    public void Dispose()
    {
        _recorder?.Dispose();
        Flight?.Dispose();
    }
}
