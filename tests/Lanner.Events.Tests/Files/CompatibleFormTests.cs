using System.Diagnostics;

namespace Lanner.Events.Tests.Files;

/// <summary>The form for sysdig 0.29.3, held against that program where it is installed.</summary>
public sealed class CompatibleFormTests
{
    [Fact]
    public void An_exit_event_is_preceded_by_what_its_enter_event_told()
    {
        var capture = ReadCapture.From(SmallCapture.Current(compress: false, compatible: true));
        Assert.Null(capture.Error);
        // Read back, enter and exit are one event again; memfd_create and what sysdig has no parameters for are gone.
        var codes = capture.Events.Select(e => EventView.Trusted(e.Bytes, default).Code).ToList();
        Assert.Equal(
        [
            EventCode.ContainerEnter, EventCode.OpenatExit, EventCode.ReadExit, EventCode.WriteExit, EventCode.DupExit, EventCode.Accept4Exit,
            EventCode.SyscallExit, EventCode.CloseExit, EventCode.ProcexitEnter,
        ], codes);
        var read = EventView.Trusted(capture.Events[2].Bytes, default);
        Assert.Equal((300L, 7L, 4096L), (read.Int64(0), read.Int64(2), read.Int64(3)));
        var dup = EventView.Trusted(capture.Events[4].Bytes, default);
        Assert.Equal((8L, 7L), (dup.Int64(0), dup.Int64(1)));
    }

    [Fact]
    public void Sysdig_prints_what_was_recorded()
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["x"], SmallCapture.Current(compress: true, compatible: true));
        var lines = Sysdig(folder["x"], "*%evt.rawtime.s.%evt.rawtime.ns %thread.tid %proc.name %evt.type %fd.name %evt.dir");
        Assert.Contains(lines, line => line.EndsWith(" 10 nginx openat /etc/shadow <", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(" 10 nginx read /etc/shadow <", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(" 10 nginx accept 10.0.0.2:40000->10.0.0.1:80 <", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(" 10 nginx prctl <NA> <", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(" 10 nginx close /etc/shadow <", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("502Error"), InlineData("curl_google"), InlineData("run_as_user_0_container"), InlineData("sample")]
    public void Sysdig_sees_the_same_calls_in_a_capture_and_in_our_copy_of_it(string name)
    {
        using var folder = new Folder();
        var original = Captures.Shared(name + ".scap");
        var read = ReadCapture.From(original);
        var options = new Lanner.Events.Files.CaptureWriterOptions { Compatible = true };
        using (var writer = new Lanner.Events.Files.CaptureFileWriter(folder["x"], options, () => read.Snapshots[0]))
        {
            foreach (var (bytes, origins) in read.Events) writer.Write(EventView.Trusted(bytes, origins));
        }

        const string format = "%evt.rawtime %thread.tid %evt.cpu %evt.rawres %fd.num %fd.name";
        var calls = "evt.dir=< and evt.type in (open, openat, close, read, write, connect, socket, sendto, recvfrom, dup, fcntl)";
        var expected = Sysdig(original, format, calls);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Sysdig(folder["x"], format, calls));
    }

    static string[] Sysdig(string file, params string[] arguments)
    {
        if (!File.Exists("/usr/bin/sysdig")) Assert.Skip("skipped: not here: sysdig");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/sysdig", ["-r", file, "-p", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        });
        Assert.NotNull(process);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(30_000));
        Assert.True(process.ExitCode == 0, $"sysdig: {errors.Result} (exit code {process.ExitCode})");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
