using System.Globalization;
using System.Text;

namespace Lanner.Filters;

/// <summary>A value as written in a filter: what stands in it after quotes and escapes were resolved.</summary>
/// <param name="Text">The value; bytes that are not UTF-8 (written as <c>\xHH</c>) show as replacement characters.</param>
/// <param name="IsQuoted">Only a value without quotes can be the name of a list.</param>
/// <param name="Span">Where it stands, quotes included.</param>
public sealed record ValueText(string Text, bool IsQuoted, TextSpan Span)
{
    /// <summary>The value's bytes; UTF-8 unless escapes made something else.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; } = Encoding.UTF8.GetBytes(Text);

    /// <summary>The value as it can be written in a filter: without quotes where it had none.</summary>
    public override string ToString() => IsQuoted ? ToQuoted() : Text;

    internal string ToQuoted()
    {
        var text = new StringBuilder("\"");
        foreach (var b in Bytes.Span)
        {
            if (b is (byte)'"' or (byte)'\\') text.Append('\\').Append((char)b);
            else if (b is >= 0x20 and < 0x7F) text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }

        return text.Append('"').ToString();
    }
}
