using System.IO.Compression;
using System.IO.Pipes;
using Lanner.Events.Files;
using static Lanner.Events.Tests.Files.RawCapture;

namespace Lanner.Events.Tests.Files;

public sealed class FollowTests
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    static byte[] Block(uint time) => new RawCapture().Event(MakeEvent(5, time, 10, U64(0), U64(3))).ToArray();

    static void ReadUntil(CaptureFileSource source, EventRecorder recorder, int events)
    {
        var end = DateTime.UtcNow + s_patience;
        while (recorder.Events.Count < events && !source.IsFinished && DateTime.UtcNow < end)
        {
            if (source.Poll(ref recorder, 10) == 0) source.Wait(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(events, recorder.Events.Count);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_growing_file_is_read_as_it_grows_until_stopped(bool compress)
    {
        using var folder = new Folder();
        using var file = new FileStream(folder["x"], FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 1);
        using var gzip = compress ? new GZipStream(file, CompressionLevel.Fastest) : null;
        var target = (Stream?)gzip ?? file;
        void Write(byte[] bytes)
        {
            target.Write(bytes);
            target.Flush();
        }

        using var source = CaptureFileSource.Open(folder["x"], new CaptureFileOptions { Follow = true, FollowInterval = TimeSpan.FromMilliseconds(5) });
        var recorder = new EventRecorder();
        Assert.Equal(0, source.Poll(ref recorder, 10));
        Write([.. Header, .. Block(1), .. Block(2)]);
        ReadUntil(source, recorder, 2);
        // Half a block, then its other half.
        var next = Block(3);
        Write(next[..20]);
        Assert.Equal(0, source.Poll(ref recorder, 10));
        Write(next[20..]);
        ReadUntil(source, recorder, 3);
        Assert.False(source.IsFinished);
        Write(Block(4));
        source.Stop();
        ReadUntil(source, recorder, 4);
        var end = DateTime.UtcNow + s_patience;
        while (!source.IsFinished && DateTime.UtcNow < end)
        {
            source.Poll(ref recorder, 10);
            source.Wait(TimeSpan.FromMilliseconds(50));
        }

        Assert.True(source.IsFinished);
        Assert.Null(source.EndNote);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_pipe_is_read_while_it_is_written(bool compress)
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        using var source = CaptureFileSource.Open(reader, "pipe");
        using var gzip = compress ? new GZipStream(writer, CompressionLevel.Fastest) : null;
        var target = (Stream?)gzip ?? writer;
        var recorder = new EventRecorder();
        target.Write([.. Header, .. Block(1)]);
        target.Flush();
        ReadUntil(source, recorder, 1);
        target.Write(Block(2));
        target.Flush();
        ReadUntil(source, recorder, 2);
        // Its writer stays: only a stop ends the reading.
        source.Stop();
        Assert.Equal(0, source.Poll(ref recorder, 10));
        Assert.True(source.IsFinished);
    }

    [Fact]
    public void An_unknown_block_that_comes_in_pieces_is_not_taken_for_an_event()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var source = CaptureFileSource.Open(new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), "pipe");
        var recorder = new EventRecorder();
        // What is skipped looks like an event, and arrives so that it lies at the front of what is at hand.
        var unknown = new RawCapture().Block(0x999, Block(99)).ToArray();
        writer.Write([.. Header, .. Block(1), .. unknown[..8]]);
        ReadUntil(source, recorder, 1);
        Assert.Equal(0, source.Poll(ref recorder, 10));
        writer.Write(unknown.AsSpan(8));
        source.Wait(s_patience);
        writer.Write(Block(2));
        ReadUntil(source, recorder, 2);
        Assert.Equal([1ul, 2], recorder.Events.Select(e => EventView.Trusted(e.Bytes, default).TimeNs));
    }

    [Fact]
    public void A_wait_ends_when_it_is_woken()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var source = CaptureFileSource.Open(new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), "pipe");
        source.Wake();
        source.Wait(s_patience);
        Assert.False(source.IsFinished);
        source.Stop();
    }
}
