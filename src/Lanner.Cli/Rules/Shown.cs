using System.Text;

using Lanner.Alerts;

namespace Lanner.Cli;

/// <summary>Text from rule files and events as a terminal may have it, and how it is laid out.</summary>
static class Shown
{
    /// <summary>Nothing in it can steer the terminal; line breaks are kept out as well.</summary>
    public static string Safe(string text) => SafeText.ToString(Encoding.UTF8.GetBytes(text));

    /// <summary>Cut to so many characters, the last an ellipsis when something is missing.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 1), "…");

    /// <summary>Breaks text at blanks into lines no wider than that; words that are wider stay whole.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        if (line.Length > 0) yield return line.ToString();
    }
}
