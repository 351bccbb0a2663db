using System.Buffers;
using System.Text;

using Lanner.Explore.Printing;

namespace Lanner.Explore.Tests.Printing;

public sealed class LineBufferTests : IDisposable
{
    readonly MemoryStream _stream = new();

    public void Dispose() => _stream.Dispose();

    string Written => Encoding.UTF8.GetString(_stream.ToArray());

    [Fact]
    public void Lines_are_written_when_flushed_and_a_dropped_one_never()
    {
        var lines = new LineBuffer(_stream);
        lines.Write("kept"u8);
        lines.EndLine();
        lines.Write("dropped"u8);
        lines.DropLine();
        Assert.Equal("", Written);
        lines.Flush();
        Assert.Equal("kept\n", Written);
        Assert.Equal(1, lines.Lines);
        Assert.False(lines.HasWaiting);
    }

    [Fact]
    public void A_flush_in_the_middle_of_a_line_keeps_its_beginning()
    {
        var lines = new LineBuffer(_stream);
        lines.Write("one\ntwo"u8[..3]);
        lines.EndLine();
        lines.Write("tw"u8);
        lines.Flush();
        lines.Write("o"u8);
        lines.EndLine();
        lines.Flush();
        Assert.Equal("one\ntwo\n", Written);
    }

    [Fact]
    public void Many_lines_are_few_writes_and_all_arrive_in_order()
    {
        var stream = new CountingStream();
        var lines = new LineBuffer(stream);
        for (var i = 0; i < 100_000; i++)
        {
            lines.Write(Encoding.UTF8.GetBytes($"{i}"));
            lines.EndLine();
        }

        lines.Flush();
        Assert.Equal(string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i}\n")), Encoding.UTF8.GetString(stream.ToArray()));
        Assert.InRange(stream.Writes, 2, 20);
    }

    [Fact]
    public void A_line_longer_than_the_buffer_arrives_whole()
    {
        var lines = new LineBuffer(_stream);
        var text = new string('x', 3_000_000);
        lines.Append(Encoding.UTF8.GetBytes(text));
        lines.EndLine();
        lines.Append("short"u8);
        lines.EndLine();
        lines.Flush();
        Assert.Equal($"{text}\nshort\n", Written);
    }

    [Fact]
    public void What_a_stream_refused_is_not_offered_again()
    {
        var stream = new CountingStream { Refuses = true };
        var lines = new LineBuffer(stream);
        lines.Append("lost"u8);
        lines.EndLine();
        Assert.Throws<IOException>(lines.Flush);
        stream.Refuses = false;
        lines.Flush();
        Assert.Equal(0, stream.Length);
    }

    sealed class CountingStream : MemoryStream
    {
        public int Writes { get; private set; }

        public bool Refuses { get; set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Refuses) throw new IOException("full");
            Writes++;
            base.Write(buffer, offset, count);
        }
    }
}
