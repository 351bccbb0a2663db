using System.Diagnostics;
using Lanner.Capture.Proc;
using Xunit;

namespace Lanner.Capture.Tests.Proc;

/// <summary>Programs on an overlay: those of the image below, and those written above it.</summary>
public sealed class OverlayTests
{
    [Fact]
    public void A_program_of_the_image_and_one_written_since_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        string Sub(string name) => Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
        var (lower, upper, work, merged) = (Sub("lower"), Sub("upper"), Sub("work"), Sub("merged"));
        File.Copy("/bin/sleep", Path.Combine(lower, "image"));
        if (Run("mount", "-t", "overlay", "overlay", "-o", $"lowerdir={lower},upperdir={upper},workdir={work}", merged) != 0)
            Assert.Skip("an overlay cannot be mounted here (needs root)");
        try
        {
            File.Copy("/bin/sleep", Path.Combine(merged, "dropped"));
            using var ofImage = Process.Start(Path.Combine(merged, "image"), "1000");
            using var dropped = Process.Start(Path.Combine(merged, "dropped"), "1000");
            var fromImage = ProcSnapshot.ReadOne(ofImage.Id)!;
            var fromUpper = ProcSnapshot.ReadOne(dropped.Id)!;
            var elsewhere = ProcSnapshot.ReadOne(Environment.ProcessId)!;
            ofImage.Kill();
            dropped.Kill();
            ofImage.WaitForExit();
            dropped.WaitForExit();

            Assert.Equal((false, true), (fromImage.ExeUpperLayer, fromImage.ExeLowerLayer));
            Assert.Equal((true, false), (fromUpper.ExeUpperLayer, fromUpper.ExeLowerLayer));
            Assert.Equal((false, false), (elsewhere.ExeUpperLayer, elsewhere.ExeLowerLayer));
        }
        finally
        {
            Run("umount", merged);
        }
    }

    static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
