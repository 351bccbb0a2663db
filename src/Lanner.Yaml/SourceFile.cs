namespace Lanner.Yaml;

/// <summary>A place in a file. Line and column count from 1, the offset from 0; all in UTF-16 units of the decoded text.</summary>
public readonly record struct SourcePosition(string File, int Line, int Column, int Offset)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}

/// <summary>The decoded text of one file and the way from an offset to a line and column.</summary>
public sealed class SourceFile
{
    readonly int[] _lineStarts;

    /// <param name="name">As diagnostics print it.</param>
    public SourceFile(string name, string text)
    {
        Name = name;
        Text = text;
        _lineStarts = FindLineStarts(text);
    }

    public string Name { get; }

    public string Text { get; }

    public int LineCount => _lineStarts.Length;

    /// <summary>An offset outside the text is taken for its nearest end.</summary>
    public SourcePosition Locate(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var index = Array.BinarySearch(_lineStarts, offset);
        if (index < 0) index = ~index - 1;
        return new SourcePosition(Name, index + 1, offset - _lineStarts[index] + 1, offset);
    }

    /// <summary>A line's text without its end; <paramref name="line"/> counts from 1.</summary>
    public ReadOnlySpan<char> Line(int line)
    {
        if (line < 1 || line > _lineStarts.Length) return default;
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Length ? _lineStarts[line] : Text.Length;
        return Text.AsSpan(start, end - start).TrimEnd("\r\n");
    }

    static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')) starts.Add(i + 1);
        }

        return [.. starts];
    }
}
