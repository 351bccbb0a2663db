using Lanner.Explore.Inspection;

namespace Lanner.Explore.Tests.Inspection;

public sealed class BoundedTableTests
{
    [Fact]
    public void What_is_great_stays_and_what_is_dropped_is_counted()
    {
        var table = new BoundedTable<int, NamedCount>(100, use => use.Count);
        for (var i = 0; i < 10_000; i++)
        {
            table.GetOrAdd(i).Count++;
            if (i % 7 == 0) table.GetOrAdd(-1).Count++;
            Assert.InRange(table.Entries.Count, 1, 100);
        }

        Assert.Equal(1429, table.Entries[-1].Count);
        Assert.Equal(10_001 - table.Entries.Count, table.Dropped);
        Assert.Equal(-1, table.Top(1, use => use.Count)[0].Key);
    }

    [Fact]
    public void Names_are_looked_up_where_they_stand()
    {
        var table = new BoundedTable<byte[], FileUse>(10, use => use.Opens, Utf8Keys.Instance);
        var byName = table.Entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        table.Add("/etc/passwd"u8.ToArray()).Opens = 3;
        Assert.True(byName.TryGetValue("/etc/passwd"u8, out var use));
        Assert.Equal(3, use.Opens);
        Assert.False(byName.TryGetValue("/etc/passwd2"u8, out _));
    }
}
