using System.Diagnostics;
using Lanner.Events.Files;
using Xunit;
using static Lanner.Events.Tests.Files.RawCapture;

namespace Lanner.Events.Tests.Files;

/// <summary>A capture that is compressed and written by a thread of its own.</summary>
public sealed class OutputQueueTests
{
    static readonly byte[] s_data = new byte[2000];

    static void Write(CaptureFileWriter writer, uint number)
    {
        Assert.True(EventView.TryRead(MakeEvent(9, number, 10, U64(2000), s_data, U64(1), U32(2000)), default, out var e));
        writer.Prepare(number);
        writer.Write(e);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void What_waits_for_the_disk_is_complete_and_in_order(bool compress)
    {
        using var folder = new Folder();
        var options = new CaptureWriterOptions { Compress = compress, Writing = CaptureWriting.BehindAndComplete };
        long bytes;
        using (var writer = new CaptureFileWriter(folder["x"], options, () => SmallCapture.Snapshot))
        {
            for (var i = 1u; i <= 20_000; i++) Write(writer, i);
            writer.Dispose();
            bytes = writer.Bytes;
            Assert.Equal(0, writer.EventsLost);
        }

        Assert.Equal(new FileInfo(folder["x"]).Length, bytes);
        var capture = ReadCapture.From(folder["x"]);
        Assert.Null(capture.Error);
        Assert.Equal(Enumerable.Range(1, 20_000).Select(i => (ulong)i), capture.Events.Select(e => BitConverter.ToUInt64(e.Bytes)));
    }

    [Fact]
    public async Task Events_are_not_held_up_by_a_target_that_does_not_take_them_and_the_file_goes_on_with_new_tables()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("this system has no named pipes");
        using var folder = new Folder();
        Process.Start("mkfifo", [folder["pipe"]])!.WaitForExit();
        var stop = TestContext.Current.CancellationToken;
        using var mayRead = new ManualResetEventSlim();
        using var isHalfRead = new ManualResetEventSlim();
        var reader = Task.Run(() =>
        {
            using var pipe = File.OpenRead(folder["pipe"]);
            using var copy = File.Create(folder["copy"]);
            mayRead.Wait(stop);
            var buffer = new byte[1 << 16];
            for (int count; (count = pipe.Read(buffer)) > 0;)
            {
                copy.Write(buffer, 0, count);
                if (copy.Length > 3 << 20) isHalfRead.Set();
            }
        }, stop);
        long lost;
        var tables = 0;
        var options = new CaptureWriterOptions { Compress = false, Writing = CaptureWriting.BehindOrLost };
        using (var writer = new CaptureFileWriter(folder["pipe"], options, () =>
        {
            tables++;
            return SmallCapture.Snapshot;
        }))
        {
            for (var i = 1u; i <= 5000; i++) Write(writer, i);
            Assert.True(writer.EventsLost > 1000);
            Assert.Equal(1, tables);
            mayRead.Set();
            isHalfRead.Wait(stop);
            for (var i = 5001u; i <= 5100; i++) Write(writer, i);
            writer.Dispose();
            lost = writer.EventsLost;
            Assert.Equal(5100, writer.Events);
        }

        await reader;
        var capture = ReadCapture.From(folder["copy"]);
        Assert.Null(capture.Error);
        Assert.Equal([0, 1], capture.Snapshots.Select(s => s.Section));
        Assert.Equal(5100 - lost, capture.Events.Count);
        Assert.Equal(5100ul, BitConverter.ToUInt64(capture.Events[^1].Bytes));
    }

    [Fact]
    public void A_target_that_fails_is_told_to_who_writes()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("this system has no /dev/full");
        // The first tables fail at once: see CaptureFileWriterTests. What is handed over fails later.
        using var queue = new OutputQueue(1000);
        var output = CaptureOutput.Create("/dev/full", compress: false);
        var blocks = new BlockBuffer(1000);
        blocks.UInt64(1);
        Assert.True(queue.TryWrite(output, blocks, Timeout.InfiniteTimeSpan));
        Assert.Equal(0, blocks.Length);
        queue.Close(output);
        var error = Assert.Throws<CaptureFileException>(() => queue.TryEnd(Timeout.InfiniteTimeSpan));
        Assert.StartsWith("/dev/full: cannot be written: ", error.Message, StringComparison.Ordinal);
        Assert.Throws<CaptureFileException>(() => queue.Flush(output));
    }
}
