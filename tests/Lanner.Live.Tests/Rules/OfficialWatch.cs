using Xunit;

namespace Lanner.Live.Tests.Rules;

/// <summary>One `lanner watch` with the official stable rules as they are, and one container to connect to.</summary>
public sealed class OfficialWatch : IAsyncLifetime
{
    internal LannerProcess? Lanner { get; private set; }

    internal ContainerRun? Server { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Machine.CannotWatch is not null || RulesPath() is not { } path) return;
        Server = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", "httpd -p 8080 && echo listening && exec sleep 600");
        await Server.WaitForLine("listening");
        Lanner = await LannerProcess.Watch(["--rules", path]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Lanner is not null) await Lanner.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
    }

    /// <summary>The file, kept outside of the repository: in the folder named by LANNER_TEST_DATA, or in data beside the checkout.</summary>
    static string? RulesPath()
    {
        string?[] folders =
            [Environment.GetEnvironmentVariable("LANNER_TEST_DATA"), Path.Combine(Machine.Repository, "..", "shared", "data")];
        return folders.Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.Combine(folder!, "falco-rules", "falco_rules.yaml")).FirstOrDefault(File.Exists);
    }
}
