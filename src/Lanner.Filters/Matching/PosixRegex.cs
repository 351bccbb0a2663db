using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Lanner.Filters;

/// <summary>
/// Makes regular expressions in linear time out of the POSIX-like syntax that rules are written in. The difference to .NET's:
/// named classes (<c>[[:digit:]]</c>), and a <c>[</c> inside a set stands for itself.
/// </summary>
static class PosixRegex
{
    static readonly SearchValues<char> s_special = SearchValues.Create(@"\.[](){}*+?|^$");

    /// <summary>The expression, bound to the whole text; null with the reason when it cannot be had in linear time or is wrong.</summary>
    public static Regex? Create(string pattern, out string problem)
    {
        problem = "";
        try
        {
            return new Regex($@"\A(?:{Translate(pattern)})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException error)
        {
            problem = error.Error.ToString();
        }
        catch (NotSupportedException)
        {
            problem = "it looks back or ahead, or is too large";
        }
        catch (ArgumentException error)
        {
            problem = error.Message;
        }

        return null;
    }

    /// <summary>
    /// A simpler operator that does the same, or null: <c>.*x.*</c> is contains, <c>x.*</c> startswith, <c>.*x</c> endswith,
    /// <c>x</c> is =.
    /// </summary>
    public static string? SimplerOperator(string pattern)
    {
        var text = pattern.AsSpan();
        if (text.StartsWith("^")) text = text[1..];
        if (text.EndsWith("$") && !text.EndsWith("\\$")) text = text[..^1];
        var open = text.StartsWith(".*");
        if (open) text = text[2..];
        var close = text.EndsWith(".*") && !text.EndsWith("\\.*");
        if (close) text = text[..^2];
        if (text.IsEmpty || text.ContainsAny(s_special)) return null;
        return (open, close) switch
        {
            (true, true) => "contains",
            (true, false) => "endswith",
            (false, true) => "startswith",
            _ => "=",
        };
    }

    static string Translate(string pattern)
    {
        if (!pattern.Contains('[', StringComparison.Ordinal)) return pattern;
        var text = new StringBuilder();
        var inSet = false;
        for (var at = 0; at < pattern.Length; at++)
        {
            var c = pattern[at];
            if (c == '\\' && at + 1 < pattern.Length)
            {
                text.Append(c).Append(pattern[++at]);
            }
            else if (!inSet)
            {
                text.Append(c);
                if (c != '[') continue;
                inSet = true;
                if (at + 1 < pattern.Length && pattern[at + 1] == '^') text.Append(pattern[++at]);
                // A bracket first in the set is a member of it.
                if (at + 1 < pattern.Length && pattern[at + 1] == ']')
                {
                    at++;
                    text.Append(@"\]");
                }
            }
            else if (c == '[' && NamedClass(pattern.AsSpan(at), out var length) is { } members)
            {
                text.Append(members);
                at += length - 1;
            }
            else if (c == '[')
            {
                text.Append(@"\[");
            }
            else
            {
                text.Append(c);
                inSet = c != ']';
            }
        }

        return text.ToString();
    }

    static string? NamedClass(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (!text.StartsWith("[:")) return null;
        var end = text.IndexOf(":]");
        if (end < 0) return null;
        length = end + 2;
        return text[2..end] switch
        {
            "alpha" => "a-zA-Z",
            "digit" => "0-9",
            "alnum" => "a-zA-Z0-9",
            "upper" => "A-Z",
            "lower" => "a-z",
            "xdigit" => "0-9a-fA-F",
            "space" => @" \t\n\r\f\v",
            "blank" => @" \t",
            "punct" => @"!-/:-@\[-`{-~",
            "print" => " -~",
            "graph" => "!-~",
            "cntrl" => @"\x00-\x1f\x7f",
            "word" => "0-9A-Za-z_",
            _ => null,
        };
    }
}
