namespace Lanner.Explore.Chisels;

/// <summary>
/// One line of a heat map: how often something fell into each column, as a colour from green (a few a second) over yellow to red
/// (thousands a second); black for never.
/// </summary>
sealed class HeatLine(int width, double linesPerSecond)
{
    /// <summary>Colours of terminals with 256, cold to hot.</summary>
    static readonly byte[] s_palette = [22, 28, 64, 34, 2, 76, 46, 118, 154, 191, 227, 226, 11, 220, 209, 208, 202, 197, 9, 1];

    readonly long[] _counts = new long[width];

    public int Width => width;

    public void Count(int column) => _counts[Math.Clamp(column, 0, width - 1)]++;

    /// <summary>Draws the line and begins anew.</summary>
    public void Draw(ChiselOutput to)
    {
        var last = -1;
        foreach (var count in _counts)
        {
            var colour = count == 0 ? 0 : s_palette[Heat(count)];
            if (colour != last) to.Add($"\e[48;5;{colour}m");
            last = colour;
            to.Add(" "u8);
        }

        to.Add(Colour.Reset).EndLine();
        Array.Clear(_counts);
    }

    /// <summary>Each step is 1.6 times the one before.</summary>
    internal int Heat(long count) => Math.Clamp((int)(Math.Log(count * linesPerSecond + 1) / Math.Log(1.6)), 1, s_palette.Length) - 1;
}
