using System.Runtime.InteropServices;

namespace Lanner.Live.Tests;

/// <summary>What this machine can do, found out once.</summary>
static partial class Machine
{
    /// <summary>Why containers cannot be watched here, or null when they can.</summary>
    public static string? CannotWatch { get; } = FindWhatIsMissing();

    /// <summary>Why this machine's kernel cannot be watched at all, or null when it can.</summary>
    public static string? CannotCapture => GetEffectiveUser() != 0 ? "needs root"
        : !File.Exists("/sys/kernel/btf/vmlinux") ? "needs a kernel with BTF (/sys/kernel/btf/vmlinux)"
        : null;

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The program under test: the one that `./test` built, or the launcher, which builds it.</summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("LANNER_BINARY") ?? Path.Combine(Repository, "lanner");

    /// <summary>Whether there is such a program.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    static string? FindWhatIsMissing()
    {
        if (CannotCapture is { } missing) return missing;
        try
        {
            var info = Command.Run("docker", ["info", "--format", "{{json .Runtimes}}"]).GetAwaiter().GetResult();
            if (info.ExitCode != 0) return "needs a Docker daemon: `./test live` starts one";
            return info.Output.Contains("lanner-test", StringComparison.Ordinal)
                ? null
                : "needs a Docker daemon with the runtime lanner-test: `./test live` starts one";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "needs Docker (docker.io): `./test live` installs it";
        }
    }

    static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lanner.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests must run from inside the repository");
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}
