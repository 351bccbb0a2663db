using Lanner.Events.Files;
using static Lanner.Events.Tests.Files.RawCapture;

namespace Lanner.Events.Tests.Files;

public sealed class DamageTests
{
    static byte[] Close() => MakeEvent(5, 5, 10, U64(0), U64(3));

    static RawCapture Good() => new RawCapture().Section().Machine().Block(0x202, Thread(1, 10, "one")).Event(Close()).Event(Close());

    static CaptureFileException ErrorOf(byte[] bytes, int eventsBefore)
    {
        var capture = ReadCapture.From(bytes);
        Assert.Equal(eventsBefore, capture.Events.Count);
        return Assert.IsType<CaptureFileException>(capture.Error);
    }

    [Fact]
    public void What_stands_before_the_damage_is_delivered_and_the_error_names_the_place()
    {
        var good = Good().ToArray();
        var bad = Close();
        bad[26] = 200;
        var error = ErrorOf([.. good, .. new RawCapture().Event(bad).Event(Close()).ToArray()], 2);
        Assert.Equal((good.Length, false), (error.Offset, error.IsCompressed));
        Assert.Contains("lengths of an event", error.Problem, StringComparison.Ordinal);
        Assert.Contains($"(at byte {good.Length})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_compressed_file_the_place_is_that_of_the_uncompressed_bytes()
    {
        var good = Good().ToArray();
        var bytes = new RawCapture().Raw(good).Event(new byte[30]).Event(Close()).ToGzip();
        var error = ErrorOf(bytes, 2);
        Assert.Equal((good.Length, true), (error.Offset, error.IsCompressed));
        Assert.Contains("uncompressed byte", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_that_differ_are_damage()
    {
        foreach (var type in new uint[] { 0x0A0D0D0A, 0x201, 0x202, 0x216, 0x999 })
        {
            var block = type == 0x0A0D0D0A ? Header : type == 0x216 ? new RawCapture().Event(Close()).ToArray()
                : type == 0x201 ? new RawCapture().Machine().ToArray() : new RawCapture().Block(type, Thread(1, 2, "x")).ToArray();
            block[^4] ^= 4;
            Assert.Contains("differ", ErrorOf([.. Good().ToArray(), .. block, .. new byte[64]], 2).Problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("0a0d", "before the section header")]
    [InlineData("7f454c46020101000000000000000000", "no capture file")]
    [InlineData("0a0d0d0a1c0000001a2b3c4d0100020000000000000000000000000000", "big-endian")]
    [InlineData("0a0d0d0a1c000000111111110100020000000000000000000000000000", "byte order mark")]
    [InlineData("0a0d0d0affffffff4d3c2b1a0100020000000000000000000000000000", "cannot have")]
    public void What_is_no_capture_is_told_so(string hex, string expected) =>
        Assert.Contains(expected, ErrorOf(Convert.FromHexString(hex), 0).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_newer_format_is_refused_by_its_version() =>
        Assert.Contains("version 2", ErrorOf(new RawCapture().Section(major: 2).ToArray(), 0).Problem, StringComparison.Ordinal);

    [Fact]
    public void Comments_in_a_section_header_are_skipped() =>
        Assert.Single(ReadCapture.From(new RawCapture().Section(optionBytes: 88).Event(Close()).ToArray()).Events);

    [Fact]
    public void A_network_capture_is_told_from_a_capture_of_calls()
    {
        var capture = ReadCapture.From(new RawCapture().Section().Block(1, new byte[8]).Block(6, new byte[60]).ToArray());
        Assert.Null(capture.Error);
        Assert.Contains("pcapng", capture.EndNote, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_says_why()
    {
        var missing = Assert.Throws<CaptureFileException>(() => CaptureFileSource.Open("/nowhere/x.scap"));
        Assert.Equal("/nowhere/x.scap: there is no such file", missing.Message);
        Assert.Contains("directory", Assert.Throws<CaptureFileException>(() => CaptureFileSource.Open("/tmp")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_the_tables_of_what_is_no_capture_throws()
    {
        using var source = CaptureFileSource.Open(new MemoryStream([1, 2, 3, 4, 5, 6, 7, 8, 9]), "memory");
        Assert.Throws<CaptureFileException>(source.ReadSnapshot);
    }

    [Fact]
    public void Every_prefix_of_a_capture_gives_its_whole_events_and_a_note()
    {
        var whole = SmallCapture.Old();
        var ends = new List<int>();
        for (var at = 0; at < whole.Length; at += BitConverter.ToInt32(whole, at + 4))
        {
            if (BitConverter.ToUInt32(whole, at) is 0x204 or 0x216) ends.Add(at + BitConverter.ToInt32(whole, at + 4));
        }

        for (var length = 0; length < whole.Length; length++)
        {
            var capture = ReadCapture.From(whole[..length]);
            if (length < Header.Length)
            {
                Assert.NotNull(capture.Error);
                continue;
            }

            Assert.Null(capture.Error);
            Assert.Equal(ends.Count(end => end <= length), capture.Statistics.EventsInFile);
            if (capture.EndNote is { } note) Assert.Contains("ends in the middle of", note, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_prefix_of_a_compressed_capture_is_read_as_far_as_it_goes()
    {
        var whole = SmallCapture.Current();
        var all = ReadCapture.From(whole).Events.Count;
        var most = 0L;
        for (var length = 0; length < whole.Length; length++)
        {
            var capture = ReadCapture.From(whole[..length]);
            Assert.True(capture.Error is null || capture.Statistics.Sections == 0, capture.Error?.Message);
            Assert.True(capture.Events.Count >= most);
            most = capture.Events.Count;
        }

        Assert.Equal(all, most);
    }

    [Fact]
    public void A_flipped_bit_in_a_gzip_file_costs_nothing_before_it()
    {
        var raw = Good();
        for (var i = 0u; i < 20_000; i++) raw.Event(MakeEvent(5, i * 2654435761, 10, U64(i * 40503), U64(3)));
        var bytes = raw.ToGzip();
        bytes[^(bytes.Length / 4)] ^= 0x55;
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            var capture = ReadCapture.From(path);
            Assert.NotNull(capture.Error);
            Assert.True(capture.Events.Count > 14_000, $"{capture.Events.Count} events: {capture.Error.Message}");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
