using System.Text;

namespace Lanner.Responses;

/// <summary>What watched processes chose, made fit for a line of a log.</summary>
static class Printable
{
    const int MaxChars = 128;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(utf8));
        if (text.Length > MaxChars) text.Length = MaxChars;
        for (var i = 0; i < text.Length; i++)
        {
            // Characters that turn the direction of writing deceive a reader as controls do.
            if (char.IsControl(text[i]) || char.GetUnicodeCategory(text[i]) is System.Globalization.UnicodeCategory.Format) text[i] = '?';
        }

        return text.ToString();
    }
}
