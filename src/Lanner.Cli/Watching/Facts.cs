using Lanner.Metrics;

namespace Lanner.Cli;

/// <summary>What metrics say of the program and the host it watches.</summary>
static class Facts
{
    public static ProgramFacts Read(WatchPlan plan, Feed feed) => new()
    {
        Version = Falco.FalcoVersion.Own,
        FalcoVersion = Falco.FalcoVersion.Falco,
        Source = feed.SourceName,
        HostName = feed.Host.HostName,
        KernelRelease = KernelRelease(),
        Started = System.Diagnostics.Process.GetCurrentProcess().StartTime,
        Booted = DateTimeOffset.UtcNow - TimeSpan.FromMilliseconds(Environment.TickCount64),
        Processors = Environment.ProcessorCount,
        ConfigurationFiles = [.. plan.Configuration.Digests.Select(d => new LoadedFile(Path.GetFileName(d.Path), d.Sha256))],
    };

    static string KernelRelease()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
