using System.Text;

using Lanner.Yaml;

namespace Lanner.RuleTests;

/// <summary>One thing wrong with a test file: where, what, and what to do about it.</summary>
/// <param name="Hint">Null when the message says it all.</param>
/// <param name="Line">The line of the file, for the caret; empty when there is none.</param>
public sealed record TestProblem(SourcePosition Position, string Message, string? Hint, string Line)
{
    const int WidestLine = 160;

    /// <summary>Place and message, the line with a caret, the hint; each line ends with a line break.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Printable($"{Position}: error: {Message}")).Append('\n');
        if (Line.Trim().Length > 0 && Line.Length <= WidestLine)
        {
            var number = $"  {Position.Line} | ";
            text.Append(number).Append(Printable(Line)).Append('\n');
            text.Append(' ', number.Length - 2).Append("| ").Append(' ', Position.Column - 1).Append("^\n");
        }

        if (Hint is not null) text.Append("  hint: ").Append(Printable(Hint)).Append('\n');
        return text.ToString();
    }

    /// <summary>Nothing of a file can steer the terminal; each character keeps its column.</summary>
    static string Printable(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++) to[i] = IsHarmful(from[i]) ? (from[i] == '\t' ? ' ' : '\ufffd') : from[i];
    });

    static bool IsHarmful(char c) => char.IsControl(c) || c is '\u200e' or '\u200f' or >= '\u2028' and <= '\u202e' or >= '\u2066' and <= '\u2069';
}

/// <summary>Collects what is wrong with test files, in the order it is found; at most <see cref="Capacity"/>, the rest is counted.</summary>
public sealed class TestProblems
{
    public const int Capacity = 500;

    readonly List<TestProblem> _items = [];

    public IReadOnlyList<TestProblem> Items => _items;

    public int Count { get; private set; }

    internal void Add(SourceFile file, int offset, string message, string? hint = null)
    {
        var position = file.Locate(offset);
        Add(new TestProblem(position, message, hint, file.Line(position.Line).ToString()));
    }

    /// <summary>Where only the place is at hand.</summary>
    internal void Add(SourcePosition position, string message, string? hint) => Add(new TestProblem(position, message, hint, ""));

    void Add(TestProblem problem)
    {
        // What an alias stands for is read at each of its places.
        if (_items.Contains(problem)) return;
        Count++;
        if (_items.Count < Capacity) _items.Add(problem);
    }

    public override string ToString() => string.Concat(_items) + (Count > _items.Count ? $"{Count - _items.Count} more problems are not shown\n" : "");
}
