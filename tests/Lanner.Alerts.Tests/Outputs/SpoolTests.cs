using System.Text;

using Lanner.Alerts.Outputs;

namespace Lanner.Alerts.Tests.Outputs;

public sealed class SpoolTests : IDisposable
{
    const long Room = 1 << 20;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static byte[] Line(int number) => Encoding.ASCII.GetBytes($"{{\"n\":{number}}}\n");

    static string ReadAll(Spool spool, int limit = 1)
    {
        var all = new StringBuilder();
        spool.Complete();
        while (spool.Read(limit, 1000) is { } batch)
        {
            all.Append(Encoding.ASCII.GetString(batch.Lines.Span));
            spool.Confirm(batch);
        }

        return all.ToString();
    }

    static string Lines(int from, int to) => string.Concat(Enumerable.Range(from, to - from + 1).Select(n => Encoding.ASCII.GetString(Line(n))));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void What_goes_in_comes_out_in_order_over_many_files(int limit)
    {
        using (var spool = new Spool(_folder.Path, Room))
        {
            for (var i = 0; i < 20_000; i++) Assert.Equal(0, spool.Append(Line(i)));
            Assert.True(Directory.GetFiles(_folder.Path, "*.jsonl").Length > 2);
            Assert.Equal((20_000, Lines(0, 19_999).Length), spool.Waiting);
            Assert.Equal(Lines(0, 19_999), ReadAll(spool, limit));
        }

        Assert.Empty(Directory.GetFiles(_folder.Path, "*.jsonl"));
    }

    [Fact]
    public void The_next_run_goes_on_where_this_one_was()
    {
        using (var first = new Spool(_folder.Path, Room))
        {
            for (var i = 0; i < 10; i++) first.Append(Line(i));
            first.Confirm(first.Read(4, 1000)!);
            // Read, but not delivered.
            Assert.Equal(2, first.Read(2, 1000)!.Count);
        }

        using (var second = new Spool(_folder.Path, Room))
        {
            Assert.Equal(6, second.Waiting.Alerts);
            second.Append(Line(10));
            Assert.Equal(Lines(4, 10), ReadAll(second));
        }

        using var third = new Spool(_folder.Path, Room);
        third.Append(Line(11));
        Assert.Equal(Lines(11, 11), ReadAll(third));
    }

    [Fact]
    public void A_line_that_was_not_written_to_its_end_is_cut_off()
    {
        using (var first = new Spool(_folder.Path, Room)) first.Append(Line(0));
        File.AppendAllText(Directory.GetFiles(_folder.Path, "*.jsonl").Single(), "{\"n\":1,\"cut");
        using var second = new Spool(_folder.Path, Room);
        second.Append(Line(2));
        Assert.Equal(Lines(0, 0) + Lines(2, 2), ReadAll(second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish that is as long as a position is, ")]
    [InlineData("00000000000000000001 99999999999999999999\n")]
    public void A_broken_position_delivers_again_rather_than_skips(string position)
    {
        using (var first = new Spool(_folder.Path, Room))
        {
            for (var i = 0; i < 3; i++) first.Append(Line(i));
            first.Confirm(first.Read(1, 1000)!);
        }

        File.WriteAllText(_folder["position"], position);
        using var second = new Spool(_folder.Path, Room);
        Assert.Equal(Lines(0, 2), ReadAll(second));
    }

    [Fact]
    public void A_full_spool_drops_the_oldest_and_counts_them()
    {
        using var spool = new Spool(_folder.Path, Room);
        var lost = 0L;
        for (var i = 0; i < 200_000; i++) lost += spool.Append(Line(i));
        Assert.InRange(Directory.GetFiles(_folder.Path, "*.jsonl").Sum(f => new FileInfo(f).Length), Room / 2, Room);
        Assert.Equal(200_000, lost + spool.Waiting.Alerts);
        Assert.Equal(Lines((int)lost, 199_999), ReadAll(spool, 1000));
    }

    [Fact]
    public void What_is_being_delivered_is_not_lost_when_its_file_has_to_go()
    {
        using var spool = new Spool(_folder.Path, Room);
        var lost = 0L;
        lost += spool.Append(Line(0));
        var batch = spool.Read(1, 1000)!;
        for (var i = 1; i < 200_000; i++) lost += spool.Append(Line(i));
        spool.Confirm(batch);
        Assert.Equal(199_999, lost + spool.Waiting.Alerts);
        batch = spool.Read(1, 1000)!;
        for (var i = 0; i < 200_000; i++) lost += spool.Append(Line(i));
        lost += spool.GiveBack(batch);
        Assert.Equal(399_999, lost + spool.Waiting.Alerts);
    }

    [Fact]
    public void Two_processes_cannot_share_a_spool()
    {
        using var first = new Spool(_folder.Path, Room);
        Assert.Contains("another process uses this spool", Assert.Throws<IOException>(() => new Spool(_folder.Path, Room)).Message);
    }

    [Fact]
    public void A_folder_that_others_may_write_into_is_refused()
    {
        Directory.CreateDirectory(_folder["open"]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder["open"], (UnixFileMode)0x1FF);
        Assert.Contains("others may write", Assert.Throws<IOException>(() => new Spool(_folder["open"], Room)).Message);
    }

    [Fact]
    public void A_file_without_lines_is_passed_over()
    {
        File.WriteAllBytes(_folder["00000000000000000001.jsonl"], new byte[100_000]);
        File.WriteAllText(_folder["notes.jsonl"], "not ours\n");
        using var spool = new Spool(_folder.Path, Room);
        spool.Append(Line(1));
        Assert.Equal(Lines(1, 1), ReadAll(spool));
        Assert.True(File.Exists(_folder["notes.jsonl"]));
    }
}
