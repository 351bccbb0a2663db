using System.Diagnostics;

namespace Lanner.Probe.Tests;

/// <summary>Runs what proves the probe by itself: programs in C under tests/probe and the probe's own Makefile.</summary>
public sealed class ProbeTests
{
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Every_call_is_reported_with_the_arguments_it_was_made_with()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading the probe needs root");
        var (code, output) = await Run("tests/probe/run");
        Assert.True(code == 0, output);
        Assert.EndsWith("passed\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_probe_compiles_for_the_other_architecture()
    {
        var (code, output) = await Run("make", "-s", "-C", "probe", "check-arm64");
        Assert.True(code == 0, output);
    }

    static async Task<(int Code, string Output)> Run(string program, params string[] arguments)
    {
        var root = Root();
        var start = new ProcessStartInfo(program.Contains('/') ? Path.Combine(root, program) : program, arguments)
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            var said = await errors;
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, said + output);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lanner.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests run inside a checkout");
    }
}
