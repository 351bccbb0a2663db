using System.Text;

using Lanner.Recording.Flight;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>The flight recorder: captures around alerts.</summary>
sealed class FlightStage : WatchStage
{
    /// <summary>Of the file that the alert is in.</summary>
    public const string FieldName = "capture.file";

    readonly FlightRecorderOptions _options;
    readonly string _folder;
    readonly FlightRecorder _recorder;

    /// <exception cref="IOException">The folder of captures cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public FlightStage(FlightRecorderOptions options, WatchSession session)
    {
        _options = options;
        _folder = Path.GetFullPath(options.Folder);
        _recorder = new FlightRecorder(options with { WaitsForRoom = !session.Feed.IsLive }, () => session.Feed.Machine);
        // The feed shows it events before and after state takes them in.
        session.Feed.FlightRecorder = _recorder;
        _recorder.Problem += text => session.Log.Warning($"flight recorder: {text}");
    }

    public FlightRecorderStatistics Statistics => _recorder.Statistics;

    /// <summary>A flight recorder without a reason to write is likely a mistake.</summary>
    public override string? Note(RuleSet rules) => _options.CaptureOn is null && !rules.Rules.Any(rule => rule.Capture)
        ? "no rule says capture: true, so the flight recorder will never write; see --capture-on" : null;

    public override void OnAlert(IAlert alert)
    {
        if (alert is Alert ofRule && _recorder.OnAlert(ofRule) is { } name)
        {
            alert = ofRule.With([.. ofRule.Output, .. " capture="u8, .. Encoding.UTF8.GetBytes(name)], [AlertField.Of(FieldName, Path.Combine(_folder, name))]);
        }

        Next(alert);
    }

    public override void Learned(IReadOnlyList<Container> changed, ulong nowNs) => _recorder.Learned(changed, nowNs);

    public override void Poll(ulong nowNs) => _recorder.Poll(nowNs);

    public override void Report(TextWriter to)
    {
        Dispose();
        var s = _recorder.Statistics;
        to.WriteLine($"lanner: {s.Captures} captures in {_options.Folder}, {s.Extended} further alerts in them; {s.MemoryBytes} bytes of memory");
        if (s.Skipped > 0) to.WriteLine($"  {s.Skipped} alerts have no capture: too many were being written");
        if (s.Failed > 0) to.WriteLine($"  {s.Failed} captures could not be written");
        if (s.EventsLost > 0) to.WriteLine($"  {s.EventsLost} events were lost to captures");
        if (s.Removed > 0) to.WriteLine($"  {s.Removed} old captures were removed to make room");
        if (s.ChunksEvicted > 0) to.WriteLine("  memory did not always reach as far back as asked for; see --flight-recorder");
    }

    public override void Dispose()
    {
        _recorder.Dispose();
        base.Dispose();
    }
}
