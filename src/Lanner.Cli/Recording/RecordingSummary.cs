using Lanner.Capture;
using Lanner.Events;
using Lanner.Recording;

namespace Lanner.Cli;

/// <summary>What is said of a recording at its end.</summary>
static class RecordingSummary
{
    /// <param name="capture">Losses on the way from the kernel; null where there is no way to lose any.</param>
    public static void Write(TextWriter to, string path, CaptureRecorder recorder, TimeSpan elapsed, CaptureStatistics? capture)
    {
        var files = recorder.Files.Count;
        to.WriteLine($"lanner: {recorder.Events} events, {capture?.Dropped ?? 0} dropped, recorded in {elapsed.TotalSeconds:F1} s: "
            + $"{recorder.Bytes} bytes, {files} file{(files == 1 ? "" : "s")} {(files <= 1 ? path : $"{recorder.Files.First()} ... {recorder.Files.Last()}")}");
        if (recorder.StateOnlyEvents > 0) to.WriteLine($"  {recorder.StateOnlyEvents} further events keep the state of a reader right and are not shown");
        if (recorder.EventsLeftOut > 0) to.WriteLine($"  {recorder.EventsLeftOut} events were left out: the compatible form has none like them");
        if (recorder.EventsLost > 0) to.WriteLine($"  {recorder.EventsLost} events did not reach the file: it was written slower than they came");
        if (recorder.Failure is { } failure) to.WriteLine($"lanner: the recording ended early: {failure}");
        if (capture is not { Dropped: > 0 }) return;
        to.WriteLine($"  dropped: {DropReport.Reasons(capture)}");
        foreach (var (code, count) in capture.DropsByCode.OrderByDescending(d => d.Count).Take(5))
            to.WriteLine($"    {count,10}  {EventTable.Get(code).Name}");
    }
}
