using Xunit;

namespace Lanner.Live.Tests.Scripts;

/// <summary>What `./lanner` does before the program runs.</summary>
public sealed class LauncherTests : IDisposable
{
    readonly ScratchCheckout checkout = new();

    public void Dispose() => checkout.Dispose();

    [Fact]
    public async Task The_first_start_builds_and_the_second_says_nothing_of_its_own()
    {
        var first = await checkout.Run("one", "two words");
        var second = await checkout.Run("exit", "7");

        Assert.Equal("arguments: one|two words\n", first.Output);
        Assert.Contains("building the program", first.Error, StringComparison.Ordinal);
        Assert.Equal("arguments: exit|7\n", second.Output);
        Assert.Equal(7, second.ExitCode);
        Assert.Empty(second.Error);
    }

    [Fact]
    public async Task A_program_that_does_not_compile_is_shown_and_the_one_before_it_does_not_run()
    {
        await checkout.Run();
        checkout.Write("src/Lanner.Cli/Program.cs", "return nonsense;");

        var broken = await checkout.Run("x");
        checkout.Write("src/Lanner.Cli/Program.cs", ScratchCheckout.Program);
        var restored = await checkout.Run("y");

        Assert.Equal(3, broken.ExitCode);
        Assert.Empty(broken.Output);
        Assert.Contains("Program.cs(1,8): error CS0103", broken.Error, StringComparison.Ordinal);
        Assert.Equal("arguments: y\n", restored.Output);
        Assert.Empty(restored.Error);
    }

    [Fact]
    public async Task A_probe_that_does_not_compile_is_shown_and_nothing_runs()
    {
        checkout.Write("probe/broken.c", "");

        var result = await checkout.Run("x");

        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("broken.c:1:1: error: broken", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_first_starts_at_once_build_once()
    {
        var results = await Task.WhenAll(checkout.Run("a"), checkout.Run("b"));

        Assert.Equal(["arguments: a\n", "arguments: b\n"], results.Select(result => result.Output));
        Assert.Single(results, result => result.Error.Contains("building the program", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Through_a_symbolic_link_it_finds_its_checkout_and_the_program_sees_the_links_name()
    {
        checkout.Write("src/Lanner.Cli/Program.cs", "System.Console.WriteLine(System.IO.File.ReadAllText(\"/proc/self/cmdline\").Split('\\0')[0]);");
        var link = Path.Combine(checkout.Root, "elsewhere", "sysdig");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, checkout.Launcher);

        var result = await Command.Run("sh", ["-c", "cd / && exec \"$0\"", link], TimeSpan.FromMinutes(2));

        Assert.Equal("sysdig\n", result.Output);
    }

    [Fact]
    public async Task The_process_that_was_started_becomes_the_program()
    {
        await checkout.Run();
        using var process = checkout.Start("wait");

        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var executable = new FileInfo($"/proc/{process.Id}/exe").LinkTarget;
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("arguments: wait", line);
        Assert.StartsWith(Path.Combine(checkout.Root, ".build"), executable, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_home_it_still_builds()
    {
        var result = await Command.Run("env", ["-i", "PATH=/usr/bin:/bin", checkout.Launcher, "x"], TimeSpan.FromMinutes(2));

        Assert.Equal("arguments: x\n", result.Output);
    }
}
