using System.Diagnostics;
using System.Globalization;

using Lanner.Capture;

namespace Lanner.Cli;

/// <summary>What -v tells at the end: events, losses and how fast it was.</summary>
static class EventsSummary
{
    public static void Write(TextWriter to, ulong events, long suppressed, TimeSpan elapsed, CaptureStatistics? capture)
    {
        using var own = Process.GetCurrentProcess();
        var rate = own.TotalProcessorTime.TotalSeconds is var seconds and > 0 ? events / seconds : 0;
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Driver Events:{(capture is null ? 0 : events + capture.Dropped)}
            Driver Drops:{capture?.Dropped ?? 0}
            Suppressed by Comm:{suppressed}
            Elapsed time: {elapsed.TotalSeconds:F3}, Captured Events: {events}, {rate:F2} eps
            """));
    }
}
