using System.Diagnostics;
using Xunit;

namespace Lanner.Live.Tests.Engines;

/// <summary>
/// A containerd with its CRI service, for the tests of a class alone: own folders, socket, network and mounts. It has two images, one to
/// run and one that holds pods; nothing of it is left afterwards.
/// </summary>
public sealed class ContainerdDaemon : IAsyncLifetime
{
    public const string Image = "docker.io/lanner-test/busybox:1";
    public const string PauseImage = "docker.io/lanner-test/pause:1";

    static readonly TimeSpan startLimit = TimeSpan.FromSeconds(30);

    readonly string folder = Directory.CreateTempSubdirectory("lanner-containerd-").FullName;
    Process? process;
    Task<string> log = Task.FromResult("");

    public string Socket => Path.Combine(folder, "containerd.sock");

    /// <summary>What makes `lanner watch` follow this one.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["CONTAINER_RUNTIME_ENDPOINT"] = "unix://" + Socket };

    internal CriClient Cri { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Fixtures are made for skipped tests too.
        if (ContainerdFactAttribute.WhatIsMissing is not null) return;
        var configuration = Path.Combine(folder, "config.toml");
        await File.WriteAllTextAsync(configuration, $"""
            version = 2
            root = "{folder}/root"
            state = "{folder}/state"
            [grpc]
              address = "{Socket}"
            [ttrpc]
              address = "{Socket}.ttrpc"
            [plugins."io.containerd.grpc.v1.cri"]
              sandbox_image = "{PauseImage}"
              disable_apparmor = true
              restrict_oom_score_adj = true
            """);
        // It ends with its input, so also when the tests are killed.
        const string untilInputEnds = "containerd --config \"$0\" </dev/null & cat; kill -TERM $!; wait";
        process = Command.Start("unshare", ["--net", "--mount", "bash", "-c", untilInputEnds, configuration]);
        log = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        Cri = new CriClient(Socket);
        await Cri.Ready(startLimit);
        await Import(Image, "sh", "k8s.io", "default");
        await Import(PauseImage, "sleep 300", "k8s.io");
    }

    /// <summary>Runs containerd's own client.</summary>
    internal Task<Command.Result> Ctr(params string[] arguments) => Command.Run("ctr", ["--address", Socket, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            // Containers outlive the daemon, so they go first.
            await Cri.RemoveAllPods();
            Cri.Dispose();
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
            await log;
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    async Task Import(string name, string command, params string[] namespaces)
    {
        var images = Path.Combine(Machine.Repository, "tests", "images");
        var file = Path.Combine(folder, "image.tar");
        var made = await Command.Run("bash", ["-c", "set -o pipefail; \"$0/busybox.sh\" | \"$0/archive.sh\" \"$1\" $2 >\"$3\"", images, name, command, file]);
        made.Expect($"making the image {name}");
        foreach (var one in namespaces) (await Ctr("--namespace", one, "image", "import", file)).Expect($"importing the image {name}");
    }
}
