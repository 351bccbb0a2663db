using Xunit;

namespace Lanner.Capture.Tests;

/// <summary>The probe for tests that load it; skips with the reason where it cannot be loaded.</summary>
static class ProbeFixture
{
    public static ProbeImage ImageOrSkip()
    {
        if (ProbeRequirements.Check() is [var problem, ..]) Assert.Skip(problem.ToString());
        if (FindObject() is not { } path)
        {
            Assert.Skip("the probe is not built (make -C probe)");
            return null!;
        }

        return ProbeImage.FromFile(path);
    }

    static string? FindObject()
    {
        if (Environment.GetEnvironmentVariable("LANNER_PROBE") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "probe", ProbeImage.FileName);
            if (File.Exists(path)) return path;
        }

        return null;
    }
}
