using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

using Xunit;

namespace Lanner.Live.Tests;

/// <summary>Chisels on this host, with work of known size.</summary>
public sealed class ChiselTests
{
    static readonly string[] s_noColumns = [];

    /// <summary>The readings are to a hundredth of a second, about a second apart.</summary>
    const double Tolerance = 10;

    [LiveFact]
    public async Task The_share_of_a_busy_process_is_what_the_kernel_accounts_to_it()
    {
        await using var chisel = await RunningChisel.Start(s_noColumns, "topprocs_cpu", "proc.name=lannerburn");
        await using var burner = await Burner.Start(threads: 1);
        // The first table with it may have it for a part of its second.
        await chisel.Table(HasBurner);
        await chisel.Table(HasBurner, after: chisel.Count);
        var (from, clock) = (burner.ProcessorTime, Stopwatch.StartNew());
        var first = chisel.Count;
        await chisel.Tables(first + 4);
        var accounted = (burner.ProcessorTime - from) / clock.Elapsed * 100;
        var shown = chisel.Since(first).Average(table => Rows(table).Where(row => row[0].GetString() == "lannerburn").Sum(Share));
        Assert.InRange(shown, accounted - Tolerance, accounted + Tolerance);
    }

    [LiveFact]
    public async Task All_threads_of_a_process_count()
    {
        await using var chisel = await RunningChisel.Start(s_noColumns, "topprocs_cpu", "proc.name=lannerburn");
        await using var burner = await Burner.Start(threads: 2);
        await chisel.Table(HasBurner);
        await chisel.Table(HasBurner, after: chisel.Count);
        var (from, clock) = (burner.ProcessorTime, Stopwatch.StartNew());
        var first = chisel.Count;
        await chisel.Tables(first + 4);
        var accounted = (burner.ProcessorTime - from) / clock.Elapsed * 100;
        var shown = chisel.Since(first).Average(table => Rows(table).Where(row => row[0].GetString() == "lannerburn").Sum(Share));
        Assert.InRange(shown, accounted - 2 * Tolerance, accounted + 2 * Tolerance);
    }

    [LiveFact]
    public async Task Processes_that_live_shorter_than_a_reading_count_for_their_container()
    {
        var image = await TestImage.Debian;
        await using var chisel = await RunningChisel.Start(s_noColumns, "topcontainers_cpu", "container.name startswith lanner-test");
        // Forty shells of some milliseconds each: at their ends the kernel tells what they used.
        var run = await ContainerRun.Run(image, "bash", "-c", "for n in $(seq 40); do bash -c 'for i in $(seq 20000); do :; done'; done; times");
        var used = Times(run.Output);
        await chisel.Tables(chisel.Count + 2);
        // Of a table the share is of about a second.
        var shown = chisel.Since(0).SelectMany(Rows).Where(row => row[0].GetString() == run.Name).Sum(Share) / 100;
        Assert.InRange(shown, used * 0.7, used * 1.4 + 0.2);
    }

    [LiveFact]
    public async Task Bytes_of_a_file_are_counted_exactly()
    {
        var image = await TestImage.Busybox;
        await using var chisel = await RunningChisel.Start(["-pc"], "topfiles_bytes", "container.name startswith lanner-test and fd.name=/tmp/made");
        var run = await ContainerRun.Run(image, "sh", "-c", "dd if=/dev/zero of=/tmp/made bs=4096 count=300 2>/dev/null; dd if=/tmp/made of=/dev/null bs=4096 2>/dev/null");
        await chisel.Tables(chisel.Count + 2);
        var rows = chisel.Since(0).SelectMany(Rows).ToList();
        Assert.All(rows, row => Assert.Equal((run.Name, "/tmp/made"), (row[0].GetString(), row[1].GetString())));
        Assert.Equal(2 * 4096 * 300, rows.Sum(row => row[2].GetInt64()));
    }

    [LiveFact]
    public async Task What_is_typed_in_a_shell_of_a_container_is_shown()
    {
        var image = await TestImage.Debian;
        await using var container = ContainerRun.Start(image, [], "bash", "-c", "echo up; sleep 60");
        await container.WaitForLine("up");
        await using var chisel = await RunningChisel.Start(["-pc"], "spy_users", $"container.name={container.Name}");
        var shell = Command.Start("docker", ["exec", "-i", container.Name, "bash"]);
        await shell.StandardInput.WriteAsync("cd /etc\ncat hostname\ncd /var\nls -d lib\nexit\n");
        shell.StandardInput.Close();
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        await chisel.Table(row => row.TryGetProperty("exe", out var exe) && exe.GetString() == "ls");
        // What a shell runs when it starts comes before.
        var typed = chisel.Since(0).Where(row => row.GetProperty("container").GetString() == container.Name)
            .Select(row => row.TryGetProperty("directory", out var directory) ? $"cd {directory.GetString()}"
                : $"{row.GetProperty("exe").GetString()} {row.GetProperty("args").GetString()}").ToList();
        Assert.Equal(["cd /etc", "cat hostname", "cd /var", "ls -d lib"], typed.TakeLast(4));
        Assert.All(chisel.Since(0), row => Assert.Equal("root", row.GetProperty("user").GetString()));
    }

    static bool HasBurner(JsonElement table) => Rows(table).Any(row => row[0].GetString() == "lannerburn" && Share(row) > 0);

    static IEnumerable<JsonElement> Rows(JsonElement table) => table.GetProperty("data").EnumerateArray();

    static double Share(JsonElement row) => row[row.GetArrayLength() - 1].GetDouble();

    /// <summary>Seconds of all four times that the shell prints: its own, and its children's.</summary>
    static double Times(string output) => output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).TakeLast(4).Sum(time =>
    {
        var parts = time.TrimEnd('s').Split('m');
        return double.Parse(parts[0], CultureInfo.InvariantCulture) * 60 + double.Parse(parts[1], CultureInfo.InvariantCulture);
    });

    /// <summary>A process that keeps processors busy, named so that nothing else is.</summary>
    sealed class Burner(Process process, string program) : IAsyncDisposable
    {
        public TimeSpan ProcessorTime
        {
            get
            {
                process.Refresh();
                return process.TotalProcessorTime;
            }
        }

        public static Task<Burner> Start(int threads)
        {
            // The kernel's name of a process is that of its file.
            var program = Path.Combine(Directory.CreateTempSubdirectory("lanner-test-").FullName, "lannerburn");
            File.Copy(threads == 1 ? "/bin/bash" : "/usr/bin/xz", program);
            string[] arguments = threads == 1 ? ["-c", "while :; do :; done"] : ["-9", "-k", "-c", $"-T{threads}", "--block-size=4MiB", "/dev/urandom"];
            var process = Command.Start(program, arguments);
            process.StandardInput.Close();
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return Task.FromResult(new Burner(process, program));
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            Directory.Delete(Path.GetDirectoryName(program)!, true);
        }
    }
}
