using YamlDotNet.Core;

namespace Lanner.Yaml;

/// <summary>
/// Finds, for each character of a scalar's value, where the file has it. YAML drops indentation, joins lines and decodes
/// escapes, but never reorders: the value and the text are walked side by side.
/// </summary>
static class ScalarMap
{
    /// <summary>
    /// One file offset for each character of the value and one for its end. Characters that the walk cannot place (a value that
    /// the text does not spell) all point at the scalar's start.
    /// </summary>
    public static int[] Build(string text, YamlScalar scalar)
    {
        var value = scalar.Text;
        var map = new int[value.Length + 1];
        var at = SkipProperties(text, scalar.Start, scalar.Style);
        at = scalar.Style switch
        {
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted => at + 1,
            ScalarStyle.Literal or ScalarStyle.Folded => SkipLine(text, at),
            _ => at,
        };
        var end = Math.Min(scalar.End, text.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var next = Place(text, end, at, value, ref i, scalar.Style, map);
            if (next < 0)
            {
                Array.Fill(map, scalar.Start);
                return map;
            }

            at = next;
        }

        map[value.Length] = Math.Min(at, end);
        return map;
    }

    /// <summary>Places value[i] (and what an escape yields with it); returns the offset behind it, or -1.</summary>
    static int Place(string text, int end, int at, string value, ref int i, ScalarStyle style, int[] map)
    {
        var wanted = value[i];
        if (style == ScalarStyle.DoubleQuoted) at = SkipLineContinuations(text, end, at);
        if (IsBlank(wanted) && !(style == ScalarStyle.DoubleQuoted && at < end && text[at] == '\\'))
        {
            map[i] = Math.Min(at, end);
            if (at >= end) return at;
            if (text[at] == '\r' && at + 1 < end && text[at + 1] == '\n' && wanted == '\n') return at + 2;
            return text[at] == wanted ? at + 1 : at;
        }

        while (at < end && IsBlank(text[at]))
        {
            at++;
            if (style == ScalarStyle.DoubleQuoted) at = SkipLineContinuations(text, end, at);
        }

        if (at >= end) return -1;
        map[i] = at;
        if (style == ScalarStyle.DoubleQuoted && text[at] == '\\') return PlaceEscape(text, end, at, value, ref i, map);
        if (text[at] != wanted) return -1;
        if (style == ScalarStyle.SingleQuoted && wanted == '\'') return at + 1 < end && text[at + 1] == '\'' ? at + 2 : -1;
        return at + 1;
    }

    static int PlaceEscape(string text, int end, int at, string value, ref int i, int[] map)
    {
        if (at + 1 >= end) return -1;
        var length = text[at + 1] switch { 'x' => 4, 'u' => 6, 'U' => 10, _ => 2 };
        if (at + length > end) return -1;
        if (char.IsHighSurrogate(value[i]) && length == 10 && i + 1 < value.Length) map[++i] = at;
        return at + length;
    }

    static int SkipLineContinuations(string text, int end, int at)
    {
        while (at + 1 < end && text[at] == '\\' && text[at + 1] is '\r' or '\n')
        {
            at++;
            while (at < end && IsBlank(text[at])) at++;
        }

        return at;
    }

    /// <summary>Steps over an anchor and a tag.</summary>
    static int SkipProperties(string text, int at, ScalarStyle style)
    {
        while (at < text.Length && (IsBlank(text[at]) || text[at] is '&' or '!'))
        {
            if (text[at] is '&' or '!')
            {
                while (at < text.Length && !IsBlank(text[at])) at++;
            }
            else
            {
                at++;
            }
        }

        // A block or quoted scalar starts at its own mark.
        return at < text.Length || style == ScalarStyle.Plain ? at : text.Length;
    }

    static int SkipLine(string text, int at)
    {
        var end = text.AsSpan(Math.Min(at, text.Length)).IndexOf('\n');
        return end < 0 ? text.Length : at + end + 1;
    }

    static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';
}
