using System.Text;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.Engines.Tests;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Lines_come_whole_however_the_stream_is_cut(int step)
    {
        var (lines, tooLong) = await ReadAll("one\n\n  \r\ntwo\r\nthree\nunfinished", step, 64);
        Assert.Equal(["one", "two\r", "three"], lines);
        Assert.Equal(0, tooLong);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_line_that_is_too_long_is_skipped_and_counted(int step)
    {
        var (lines, tooLong) = await ReadAll($"a\n{new string('x', 500)}\nb\n", step, 64);
        Assert.Equal(["a", "b"], lines);
        Assert.Equal(1, tooLong);
    }

    static async Task<(List<string> Lines, long TooLong)> ReadAll(string text, int step, int maxLine)
    {
        using var stream = new StepStream(Encoding.UTF8.GetBytes(text), step);
        var reader = new LineReader(stream, maxLine);
        List<string> lines = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } line)
            lines.Add(Encoding.UTF8.GetString(line.Span));
        return (lines, reader.TooLong);
    }

    /// <summary>Gives at most a step of bytes at a time.</summary>
    sealed class StepStream(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
