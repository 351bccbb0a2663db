using System.Text;

using Lanner.Yaml;

namespace Lanner.Configuration;

/// <summary>One thing wrong with the configuration: where, what, and what to do about it.</summary>
/// <param name="IsError">Nothing is started with it; else it is a warning.</param>
/// <param name="Position">In a file, or in the argument of an option.</param>
/// <param name="Hint">Null when the message says it all.</param>
public sealed record ConfigurationProblem(bool IsError, SourcePosition Position, string Message, string? Hint)
{
    /// <summary>For a person: place and message on a line, the hint on another. Control characters of a file never reach the terminal.</summary>
    public override string ToString()
    {
        var text = $"{Position}: {(IsError ? "error" : "warning")}: {Message}";
        return Hint is null ? Printable(text) : $"{Printable(text)}\n  hint: {Printable(Hint)}";
    }

    static string Printable(string text)
    {
        if (!text.Any(IsHarmful)) return text;
        var safe = new StringBuilder(text.Length);
        foreach (var c in text) safe.Append(IsHarmful(c) ? '\ufffd' : c);
        return safe.ToString();
    }

    static bool IsHarmful(char c) => char.IsControl(c) || c is '\u200e' or '\u200f' or >= '\u2028' and <= '\u202e' or >= '\u2066' and <= '\u2069';
}
