namespace Lanner.Filters;

/// <summary>A part of a filter's text, in UTF-16 units from 0.</summary>
public readonly record struct TextSpan(int Offset, int Length)
{
    public int End => Offset + Length;

    public static TextSpan Between(int start, int end) => new(start, Math.Max(0, end - start));

    /// <summary>Line and column, both from 1, of an offset in <paramref name="text"/>.</summary>
    public static (int Line, int Column) LineAndColumn(ReadOnlySpan<char> text, int offset)
    {
        var before = text[..Math.Clamp(offset, 0, text.Length)];
        return (before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
