using Lanner.Configuration;
using Lanner.Metrics;

namespace Lanner.Cli;

/// <summary>What metrics say of the program and the host it watches.</summary>
static class Facts
{
    public static ProgramFacts Read(Feed feed, LannerConfiguration configuration) => new()
    {
        Version = Falco.FalcoVersion.Own,
        FalcoVersion = Falco.FalcoVersion.Falco,
        Source = feed.SourceName,
        HostName = feed.Host.HostName,
        KernelRelease = KernelRelease(),
        Started = System.Diagnostics.Process.GetCurrentProcess().StartTime,
        Booted = DateTimeOffset.UtcNow - TimeSpan.FromMilliseconds(Environment.TickCount64),
        Processors = Environment.ProcessorCount,
        ConfigurationFiles = Files(configuration),
    };

    /// <summary>After a reload.</summary>
    public static ProgramFacts With(this ProgramFacts facts, LannerConfiguration configuration) => facts with { ConfigurationFiles = Files(configuration) };

    static IReadOnlyList<LoadedFile> Files(LannerConfiguration configuration) => [.. configuration.Digests.Select(d => new LoadedFile(Path.GetFileName(d.Path), d.Sha256))];

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
