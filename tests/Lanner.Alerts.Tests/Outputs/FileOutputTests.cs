using System.IO.Compression;
using System.Text;

using Lanner.Alerts.Outputs;

using static Lanner.Alerts.Tests.Outputs.Samples;

namespace Lanner.Alerts.Tests.Outputs;

public sealed class FileOutputTests : IDisposable
{
    readonly TestTime _time = new(TimeSpan.FromMinutes(15));
    readonly Heard _heard = new();
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Log => _folder["alerts.log"];

    FileOutputOptions Kept => new() { Path = Log, KeepAlive = true };

    AlertOutputs Open(FileOutputOptions options) => new([options], Json, _heard.Say, _time);

    static void AddAll(AlertOutputs outputs, int from, int to)
    {
        for (var i = from; i <= to; i++) outputs.Add(Numbered(i));
    }

    void WriteAll(FileOutputOptions options, int from, int to)
    {
        using var outputs = Open(options);
        AddAll(outputs, from, to);
        Assert.True(outputs.Complete(Heard.Patience));
    }

    string[] PutAside() => [.. Directory.GetFiles(_folder.Path).Where(f => f.StartsWith(Log + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    static bool IsOwnersAlone(string file) => OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);

    static string Content(string file)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal)) return File.ReadAllText(file);
        using var text = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        return text.ReadToEnd();
    }

    [Fact]
    public void A_file_is_added_to_and_its_owners_alone()
    {
        WriteAll(Kept, 1, 2);
        WriteAll(Kept, 3, 3);
        Assert.Equal([1, 2, 3], Numbers(File.ReadAllText(Log)));
        Assert.True(IsOwnersAlone(Log));
        WriteAll(Kept with { Append = false }, 4, 5);
        Assert.Equal([4, 5], Numbers(File.ReadAllText(Log)));
        WriteAll(Kept with { Append = false, KeepAlive = false }, 6, 7);
        Assert.Equal([6, 7], Numbers(File.ReadAllText(Log)));
    }

    [Fact]
    public void A_file_that_others_truncate_goes_on_at_its_new_end()
    {
        using var outputs = Open(Kept);
        outputs.Add(Numbered(1));
        Wait(outputs, 1);
        File.WriteAllText(Log, "");
        outputs.Add(Numbered(2));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal([2], Numbers(File.ReadAllText(Log)));
    }

    [Fact]
    public void A_file_that_others_moved_is_opened_anew_when_asked()
    {
        using var outputs = Open(Kept);
        outputs.Add(Numbered(1));
        Wait(outputs, 1);
        File.Move(Log, _folder["moved"]);
        outputs.Add(Numbered(2));
        Wait(outputs, 2);
        outputs.Reopen();
        outputs.Add(Numbered(3));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal([1, 2], Numbers(File.ReadAllText(_folder["moved"])));
        Assert.Equal([3], Numbers(File.ReadAllText(Log)));
    }

    [Fact]
    public void A_file_that_is_opened_for_each_alert_may_be_moved_at_any_time()
    {
        using var outputs = Open(Kept with { KeepAlive = false });
        outputs.Add(Numbered(1));
        Wait(outputs, 1);
        File.Move(Log, _folder["moved"]);
        outputs.Add(Numbered(2));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal([2], Numbers(File.ReadAllText(Log)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_long_file_is_put_aside_and_few_of_them_are_kept(bool keepAlive, bool compress)
    {
        var rotating = Kept with { KeepAlive = keepAlive, RotateAtBytes = 1000, KeepRotated = 3, CompressRotated = compress };
        File.WriteAllText(_folder["alerts.log.notes"], "not ours");
        WriteAll(rotating, 1, 100);
        Assert.InRange(new FileInfo(Log).Length, 1, 1000);
        var aside = PutAside().Where(f => !f.EndsWith("notes", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, aside.Count);
        Assert.All(aside, f => Assert.Matches(compress ? @"\.20260131T120000\.\d{3}Z\.gz$" : @"\.20260131T120000\.\d{3}Z$", f));
        var kept = Numbers(string.Concat(aside.Select(Content)) + File.ReadAllText(Log));
        Assert.Equal(Enumerable.Range(kept[0], 100 - kept[0] + 1), kept);
        Assert.All(aside, f => Assert.InRange(Content(f).Length, 500, 1000));
        Assert.All(aside, f => Assert.True(IsOwnersAlone(f)));
        Assert.True(File.Exists(_folder["alerts.log.notes"]));
        Assert.Empty(_heard.All);
    }

    [Fact]
    public void An_old_file_is_put_aside()
    {
        using var outputs = Open(Kept with { RotateAfter = TimeSpan.FromDays(1) });
        outputs.Add(Numbered(1));
        Wait(outputs, 1);
        _time.Now += TimeSpan.FromHours(23);
        outputs.Add(Numbered(2));
        Wait(outputs, 2);
        _time.Now += TimeSpan.FromHours(1);
        outputs.Add(Numbered(3));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal([1, 2], Numbers(File.ReadAllText(Assert.Single(PutAside()))));
        Assert.EndsWith("20260201T120000.000Z", PutAside()[0]);
        Assert.Equal([3], Numbers(File.ReadAllText(Log)));
    }

    [Fact]
    public void What_an_earlier_run_did_not_come_to_compress_is_compressed()
    {
        File.WriteAllText(Log + ".20250101T000000.000Z", "old\n");
        File.WriteAllText(Log + ".20250101T000000.000Z.gz.part", "half");
        WriteAll(Kept with { RotateAtBytes = 1000, CompressRotated = true }, 1, 1);
        Assert.Equal("old\n", Content(Assert.Single(PutAside())));
    }

    [Fact]
    public void Alerts_wait_while_the_disk_is_full()
    {
        File.CreateSymbolicLink(Log, "/dev/full");
        using var outputs = Open(Kept with { KeepAlive = false });
        AddAll(outputs, 1, 5);
        Assert.Equal($"output file: {Log}: No space left on device; its alerts wait", _heard.WaitFor("wait").Replace(" : ", ": ", StringComparison.Ordinal));
        File.CreateSymbolicLink(_folder["new"], _folder["disk"]);
        File.Move(_folder["new"], Log, overwrite: true);
        Assert.Equal("output file: works again", _heard.WaitFor("again"));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal([1, 2, 3, 4, 5], Numbers(File.ReadAllText(Log)));
        Assert.Equal(2, _heard.All.Count);
    }

    [Fact]
    public void A_full_disk_for_too_long_drops_and_counts()
    {
        File.CreateSymbolicLink(Log, "/dev/full");
        using var outputs = Open(Kept with { KeepAlive = false, QueueCapacity = 10 });
        AddAll(outputs, 1, 100);
        _heard.WaitFor("newest are dropped");
        Assert.False(outputs.Complete(Heard.Patience));
        Assert.Equal((0, 100), (outputs.Statistics[0].Written, outputs.Statistics[0].Dropped));
    }

    [Fact]
    public void Options_that_cannot_work_are_all_named() => Assert.Equal(["Path", "RotateAtBytes", "RotateAfter", "KeepRotated"],
        new FileOutputOptions { Path = _folder.Path, RotateAtBytes = 0, RotateAfter = TimeSpan.Zero, KeepRotated = -1 }.Check().Select(p => p.Option));

    static void Wait(AlertOutputs outputs, int written) =>
        Assert.True(SpinWait.SpinUntil(() => outputs.Statistics[0].Written >= written, Heard.Patience));
}
