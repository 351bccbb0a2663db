using Lanner.Explore.Retelling;

namespace Lanner.Explore.Tests.Retelling;

public sealed class FoldedReadsTests
{
    readonly FoldedReads _folded = new();

    void Open(params string[] names)
    {
        foreach (var name in names) _folded.Opened(Stage.Bytes(name));
    }

    [Fact]
    public void A_few_files_are_told_by_name()
    {
        Open("/etc/passwd", "/etc/shadow");
        Assert.Equal("read /etc/passwd, /etc/shadow", _folded.Tell());
        Assert.True(_folded.IsEmpty);
    }

    [Fact]
    public void Many_files_of_a_folder_are_counted_with_some_names()
    {
        Open([.. Enumerable.Range(0, 12).Select(i => $"/etc/f{i}")]);
        Assert.Equal("read 12 files below /etc (among them /etc/f0, /etc/f1, /etc/f2)", _folded.Tell());
    }

    [Fact]
    public void Libraries_are_one_count_and_the_linkers_cache_is_nothing()
    {
        Open("/etc/ld.so.cache", "/usr/lib/a.so", "/usr/lib/x/b.so", "/usr/libexec/c");
        Assert.Equal("read 2 files below /usr/lib, /usr/libexec/c", _folded.Tell());
        Open("/etc/ld.so.cache");
        Assert.True(_folded.IsEmpty);
    }

    [Fact]
    public void Bytes_are_summed_by_name_and_direction()
    {
        _folded.Moved("10.0.0.1:80"u8, 100, writes: true, isSocket: true);
        _folded.Moved("10.0.0.1:80"u8, 20_000, writes: true, isSocket: true);
        _folded.Moved("10.0.0.1:80"u8, 7, writes: false, isSocket: true);
        _folded.NotFound("/etc/x"u8);
        Assert.Equal("sent 19 KiB to 10.0.0.1:80; received 7 bytes from 10.0.0.1:80; looked for /etc/x, which is not there", _folded.Tell());
    }

    [Fact]
    public void What_was_looked_for_in_vain_is_told_by_name_when_it_is_little()
    {
        foreach (var name in new[] { "/a", "/b", "/a" }) _folded.NotFound(Stage.Bytes(name));
        Assert.Equal("looked for /a, /b, which are not there", _folded.Tell());
        foreach (var i in Enumerable.Range(0, 5)) _folded.NotFound(Stage.Bytes($"/{i}"));
        Assert.Equal("looked for 5 files that are not there", _folded.Tell());
        _folded.NotFound("\u001b[2J"u8);
        Assert.DoesNotContain('\u001b', _folded.Tell());
    }

    [Fact]
    public void Endless_names_are_bounded()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Open($"/d{i}/f");
            _folded.Moved(Stage.Bytes($"/d{i}/f"), 1, writes: true, isSocket: false);
        }

        var told = _folded.Tell();
        Assert.Contains("9936 files in other places", told);
        Assert.Contains("wrote 9936 bytes to other places", told);
        Assert.True(told.Length < 10_000);
    }

    [Fact]
    public void Names_cannot_steer_the_terminal()
    {
        Open("/tmp/\e[2J");
        Assert.Equal("read /tmp/\\x1B[2J", _folded.Tell());
    }
}
