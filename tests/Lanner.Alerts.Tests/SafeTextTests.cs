using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Lanner.Alerts.Tests;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain text, with punctuation -> here", "plain text, with punctuation -> here")]
    [InlineData("Grüße, 世界", "Grüße, 世界")]
    [InlineData("\e[2J\e[31mred", "\\x1B[2J\\x1B[31mred")]
    [InlineData("two\nlines\r\n", "two\\x0Alines\\x0D\\x0A")]
    [InlineData("c1 \u009b31m", "c1 \\u{9B}31m")]
    [InlineData("right to left \u202egnp.exe", "right to left \\u{202E}gnp.exe")]
    [InlineData("isolate \u2066x\u2069", "isolate \\u{2066}x\\u{2069}")]
    [InlineData("del \u007f", "del \\x7F")]
    public void What_could_steer_a_terminal_is_spelt_out(string text, string expected) =>
        Assert.Equal(expected, SafeText.ToString(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_not_text_are_spelt_out() => Assert.Equal("a\\xFFb\\xC3", SafeText.ToString([(byte)'a', 0xFF, (byte)'b', 0xC3]));

    [Theory]
    [InlineData("quote \" and back\\slash")]
    [InlineData("\e[0m\n\t\u0001\u202e\u009b end")]
    [InlineData("Grüße, 世界 🐦")]
    [InlineData("")]
    public void Json_reads_back_as_what_it_was(string text)
    {
        var to = new ArrayBufferWriter<byte>();
        SafeText.WriteJson(Encoding.UTF8.GetBytes(text), to);
        Assert.Equal(text, JsonDocument.Parse(to.WrittenMemory).RootElement.GetString());
        Assert.DoesNotContain(Encoding.UTF8.GetString(to.WrittenSpan), c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public void Any_bytes_make_valid_json_and_harmless_text()
    {
        const int seed = 7;
        var random = new Random(seed);
        var bytes = new byte[40];
        var to = new ArrayBufferWriter<byte>();
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            to.ResetWrittenCount();
            SafeText.WriteJson(bytes, to);
            JsonDocument.Parse(to.WrittenMemory).Dispose();
            Assert.DoesNotContain(SafeText.ToString(bytes), char.IsControl);
        }
    }
}
