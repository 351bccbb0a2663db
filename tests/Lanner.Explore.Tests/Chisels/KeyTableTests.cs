using Lanner.Explore.Chisels;

namespace Lanner.Explore.Tests.Chisels;

public sealed class KeyTableTests
{
    [Fact]
    public void Values_of_equal_keys_are_added_up()
    {
        var table = new KeyTable();
        table.Add("b"u8, 1);
        table.Add("a"u8, 5);
        table.Add("b"u8, 7);
        Assert.Equal(["b 8", "a 5"], Rows(table, 0));
    }

    [Fact]
    public void Equal_sums_are_in_the_order_of_their_keys_and_only_so_many_are_told()
    {
        var table = new KeyTable();
        foreach (var key in (string[])["c", "a", "b", "d"]) table.Add(Stage.Bytes(key), key == "d" ? 2 : 1);
        Assert.Equal(["d 2", "a 1", "b 1"], Rows(table, 3));
    }

    [Fact]
    public void Many_keys_are_all_found_again()
    {
        var table = new KeyTable();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 20_000; i++) table.Add(Stage.Bytes($"key number {i}"), i);
        }

        Assert.Equal(20_000, table.Count);
        Assert.All(Enumerable.Range(0, table.Count), i => Assert.Equal($"key number {table.Sum(i) / 3}", Text(table.Key(i))));
    }

    [Fact]
    public void What_does_not_fit_falls_out_and_is_counted()
    {
        var table = new KeyTable(maxKeys: 2, maxKeyBytes: 100);
        table.Add("a"u8, 1);
        table.Add("b"u8, 1);
        table.Add("c"u8, 10);
        table.Add("d"u8, 20);
        table.Add("a"u8, 1);
        Assert.Equal(["a 2", "b 1"], Rows(table, 0));
        Assert.Equal((2, 30), (table.Refused, table.RefusedSum));
        table.Clear();
        table.Add("c"u8, 3);
        Assert.Equal(["c 3"], Rows(table, 0));
        Assert.Equal(0, table.Refused);
    }

    [Fact]
    public void A_key_that_is_too_long_falls_out()
    {
        var table = new KeyTable(maxKeys: 10, maxKeyBytes: 100);
        table.Add(new byte[101], 1);
        Assert.Equal((0, 1), (table.Count, table.Refused));
    }

    [Fact]
    public void A_known_key_costs_no_allocation()
    {
        var table = new KeyTable();
        table.Add("a key"u8, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) table.Add("a key"u8, 1);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    static List<string> Rows(KeyTable table, int most) => [.. table.Top(most).Select(i => $"{Text(table.Key(i))} {table.Sum(i)}")];

    static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
