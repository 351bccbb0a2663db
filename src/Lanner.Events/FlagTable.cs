using System.Globalization;
using System.Text;

namespace Lanner.Events;

/// <summary>A table of named values of <c>schema/flags.tsv</c>, in the order that rendering takes them.</summary>
public sealed class FlagTable
{
    readonly (string Name, uint Value)[] _entries;

    internal FlagTable(string name, (string Name, uint Value)[] entries)
    {
        Name = name;
        _entries = entries;
    }

    public string Name { get; }

    public ReadOnlySpan<(string Name, uint Value)> Entries => _entries;

    /// <summary>The value of a name.</summary>
    /// <exception cref="KeyNotFoundException">The table has no such name: a mistake in the program, not in its input.</exception>
    public uint this[string name]
    {
        get
        {
            foreach (var entry in _entries)
            {
                if (entry.Name == name) return entry.Value;
            }

            throw new KeyNotFoundException($"{Name} has no value {name}");
        }
    }

    /// <summary>
    /// Appends the names of a bit set joined by bars: greedy in table order, bits are taken away as they match, and an entry of
    /// value 0 matches only a value of 0. Bits without a name are left out.
    /// </summary>
    public void AppendFlags(StringBuilder text, uint value)
    {
        var rest = value;
        var first = true;
        foreach (var (name, bits) in _entries)
        {
            if (bits == 0 ? value != 0 : (rest & bits) != bits) continue;
            if (!first) text.Append('|');
            text.Append(name);
            first = false;
            rest &= ~bits;
            if (bits == 0) break;
        }
    }

    /// <summary>Appends every name whose value equals <paramref name="value"/>, joined by bars.</summary>
    public void AppendEnum(StringBuilder text, uint value)
    {
        var first = true;
        foreach (var (name, entry) in _entries)
        {
            if (entry != value) continue;
            if (!first) text.Append('|');
            text.Append(name);
            first = false;
        }
    }

    internal static Dictionary<string, FlagTable> Parse(IEnumerable<string> lines)
    {
        var tables = new Dictionary<string, List<(string, uint)>>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1))
        {
            var cells = line.Split('\t');
            if (cells.Length < 3) continue;
            if (!tables.TryGetValue(cells[0], out var entries)) tables[cells[0]] = entries = [];
            entries.Add((cells[1], ParseValue(cells[2])));
        }

        return tables.ToDictionary(pair => pair.Key, pair => new FlagTable(pair.Key, [.. pair.Value]), StringComparer.Ordinal);
    }

    static uint ParseValue(string text) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? uint.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : unchecked((uint)long.Parse(text, CultureInfo.InvariantCulture));
}
