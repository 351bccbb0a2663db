using System.Text;

namespace Lanner.Yaml;

/// <summary>
/// Text with the file position of each of its characters: one scalar, or several joined (an appended condition), which may
/// come from different files. Immutable.
/// </summary>
public sealed class LocatedText
{
    readonly Part[] _parts;

    LocatedText(string text, Part[] parts)
    {
        Text = text;
        _parts = parts;
    }

    public string Text { get; }

    public bool IsEmpty => Text.Length == 0;

    /// <summary>Text that no file has: every position in it is that of <paramref name="near"/>.</summary>
    public static LocatedText Made(string text, LocatedText near) => new(text, [near._parts[0].Fixed(0)]);

    /// <summary>Text at one place of a file, for which no finer map is needed.</summary>
    public static LocatedText At(SourceFile file, int offset, string text) => new(text, [new Part(0, file, null, null, offset)]);

    public static LocatedText Of(SourceFile file, YamlScalar scalar) =>
        new(scalar.Text, [new Part(0, file, scalar, null, scalar.Start)]);

    /// <summary>This text, a blank, and the other: how an append joins.</summary>
    public LocatedText Append(LocatedText other) => Join(this, " ", other);

    public static LocatedText Join(LocatedText left, string between, LocatedText right)
    {
        var shift = left.Text.Length + between.Length;
        return new LocatedText(left.Text + between + right.Text, [.. left._parts, .. right._parts.Select(p => p.Shifted(shift))]);
    }

    public LocatedText Trim()
    {
        var trimmed = Text.Trim();
        if (trimmed.Length == Text.Length) return this;
        var lead = Text.Length - Text.TrimStart().Length;
        return new LocatedText(trimmed, [.. _parts.Select(p => p.Shifted(-lead))]);
    }

    /// <summary>The file position of the character at an offset; the end of the text is a position too.</summary>
    public SourcePosition Locate(int offset) => File(offset).Locate(FileOffset(offset));

    public SourceFile File(int offset = 0) => PartAt(offset).File;

    /// <summary>The offset in <see cref="File"/> of the character at an offset.</summary>
    public int FileOffset(int offset) => PartAt(offset).Place(Math.Clamp(offset, 0, Text.Length));

    /// <summary>The offset in this text of a byte offset in its UTF-8 form.</summary>
    public int FromUtf8Offset(int bytes)
    {
        var at = 0;
        foreach (var rune in Text.EnumerateRunes())
        {
            if (bytes < rune.Utf8SequenceLength) break;
            bytes -= rune.Utf8SequenceLength;
            at += rune.Utf16SequenceLength;
        }

        return at;
    }

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(Text);

    public override string ToString() => Text;

    Part PartAt(int offset)
    {
        for (var i = _parts.Length - 1; i > 0; i--)
        {
            if (_parts[i].Start <= offset) return _parts[i];
        }

        return _parts[0];
    }

    /// <summary>A stretch that begins at Start of the joined text. The map of a scalar is built when first asked for.</summary>
    sealed class Part(int start, SourceFile file, YamlScalar? scalar, int[]? map, int offset)
    {
        int[]? _map = map;

        public int Start { get; } = start;

        public SourceFile File { get; } = file;

        public int Place(int at)
        {
            if (scalar is null) return offset;
            _map ??= ScalarMap.Build(File.Text, scalar);
            return _map[Math.Clamp(at - Start, 0, _map.Length - 1)];
        }

        public Part Shifted(int by) => new(Start + by, File, scalar, _map, offset);

        public Part Fixed(int at) => new(0, File, null, null, Place(at));
    }
}
