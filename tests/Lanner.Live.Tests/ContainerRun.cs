using System.Diagnostics;

namespace Lanner.Live.Tests;

/// <summary>
/// A container started with `docker run --rm`, attached: its output is ours, and its end is the end of that process.
/// Disposing removes the container if it still runs.
/// </summary>
sealed class ContainerRun : IAsyncDisposable
{
    static int last;

    readonly Process client;
    readonly string idFile;
    readonly Task<string> error;
    string? id;

    ContainerRun(string image, string name, string idFile, Process client)
    {
        Image = image;
        Name = name;
        this.idFile = idFile;
        this.client = client;
        error = client.StandardError.ReadToEndAsync();
    }

    public string Image { get; }

    public string Name { get; }

    /// <summary>The full id of 64 digits; known once the container exists.</summary>
    public string Id => id ??= File.ReadAllText(idFile);

    /// <summary>The id as `container.id` shows it.</summary>
    public string ShortId => Id[..12];

    public string Output { get; private set; } = "";

    /// <summary>Runs a container to its end. An exit code other than 0 of the program in it is an error.</summary>
    public static async Task<ContainerRun> Run(string image, IEnumerable<string> options, params string[] command)
    {
        await using var run = Start(image, options, command);
        await run.WaitForEnd();
        return run;
    }

    public static Task<ContainerRun> Run(string image, params string[] command) => Run(image, [], command);

    /// <summary>Starts a container and returns at once.</summary>
    public static ContainerRun Start(string image, IEnumerable<string> options, params string[] command)
    {
        var name = $"lanner-test-{Environment.ProcessId}-{Interlocked.Increment(ref last)}";
        var idFile = Path.Combine(Path.GetTempPath(), name + ".id");
        File.Delete(idFile);
        string[] arguments = ["run", "--rm", "--name", name, "--cidfile", idFile, .. options, image, .. command];
        var client = Command.Start("docker", arguments);
        client.StandardInput.Close();
        return new ContainerRun(image, name, idFile, client);
    }

    /// <summary>Awaits a line of the container's standard output.</summary>
    public async Task WaitForLine(string line)
    {
        using var expiry = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await client.StandardOutput.ReadLineAsync(expiry.Token) is { } text)
        {
            if (text.Trim() == line) return;
        }

        throw new InvalidOperationException($"the container ended without writing '{line}': {await error}");
    }

    /// <summary>The container's address on the bridge.</summary>
    public async Task<string> Address()
    {
        var inspect = await Command.Run("docker", ["inspect", "--format", "{{.NetworkSettings.IPAddress}}", Name]);
        return inspect.Expect("asking for the container's address");
    }

    public async Task WaitForEnd()
    {
        using var expiry = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        Output = await client.StandardOutput.ReadToEndAsync(expiry.Token);
        await client.WaitForExitAsync(expiry.Token);
        if (client.ExitCode != 0)
        {
            var text = $"the container of {Image} ended with exit code {client.ExitCode}: {Output}{await error}";
            throw new InvalidOperationException(text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!client.HasExited)
        {
            await Command.Run("docker", ["rm", "-f", Name]);
            using var expiry = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await client.WaitForExitAsync(expiry.Token);
        }

        if (id is null && File.Exists(idFile)) _ = Id;
        File.Delete(idFile);
        client.Dispose();
    }
}
