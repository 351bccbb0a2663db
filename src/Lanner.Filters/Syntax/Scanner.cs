namespace Lanner.Filters;

/// <summary>A position in a filter's text with the diagnostics found so far; what all parsers of the language share.</summary>
sealed class Scanner(string text, object? source = null)
{
    /// <summary>Nobody reads more; what is behind them is not looked at.</summary>
    const int MaxFailures = 100;

    readonly List<FilterDiagnostic> _diagnostics = [];

    public string Text { get; } = text;

    public object? Source { get; } = source;

    public int Position { get; set; }

    public IReadOnlyList<FilterDiagnostic> Diagnostics => _diagnostics;

    /// <summary>Where the last error is, -1 before any.</summary>
    public int LastFailure => _diagnostics.Count == 0 ? -1 : _diagnostics[^1].Span.Offset;

    public bool HasTooManyFailures => _diagnostics.Count >= MaxFailures;

    public bool AtEnd => Position >= Text.Length;

    /// <summary>The character here; zero at the end (a zero in the text is no character of any word either).</summary>
    public char Current => CharAt(Position);

    public ReadOnlySpan<char> Rest => Text.AsSpan(Math.Min(Position, Text.Length));

    public char CharAt(int position) => (uint)position < (uint)Text.Length ? Text[position] : '\0';

    public void SkipBlanks()
    {
        while (Position < Text.Length && CharacterClass.IsBlank(Text[Position])) Position++;
    }

    public bool TryTake(char c)
    {
        if (AtEnd || Current != c) return false;
        Position++;
        return true;
    }

    /// <summary>The word that begins here (empty when none does), without moving.</summary>
    public ReadOnlySpan<char> PeekWord()
    {
        var end = Position;
        if (end < Text.Length && CharacterClass.IsLetter(Text[end]))
        {
            while (end < Text.Length && CharacterClass.IsWord(Text[end])) end++;
        }

        return Text.AsSpan(Position, end - Position);
    }

    /// <summary>Takes exactly this word.</summary>
    public bool TryTakeWord(ReadOnlySpan<char> word)
    {
        if (!PeekWord().SequenceEqual(word)) return false;
        Position += word.Length;
        return true;
    }

    public TextSpan SpanFrom(int start) => TextSpan.Between(start, Position);

    /// <summary>An error was told at just this place.</summary>
    public bool HasFailedAt(int position) => LastFailure == position;

    /// <summary>Notes an error; returns null for the caller to return in turn.</summary>
    public T? Fail<T>(string code, TextSpan span, string message, string? hint = null) where T : class
    {
        _diagnostics.Add(new FilterDiagnostic(code, span, message, hint) { Source = Source });
        return null;
    }

    /// <summary>Notes that something else should stand here.</summary>
    public T? FailExpected<T>(string what, string? hint = null) where T : class
    {
        var found = Found(out var length);
        return Fail<T>(DiagnosticCodes.Expected, new TextSpan(Position, length), $"expected {what}, found {found}", hint);
    }

    string Found(out int length)
    {
        length = 0;
        if (AtEnd) return "the end";
        length = Math.Max(1, PeekWord().Length);
        if (char.IsHighSurrogate(Current) && Position + 1 < Text.Length) length = 2;
        return char.IsControl(Current) ? $"the character {(int)Current:x2}" : $"'{Text.AsSpan(Position, length)}'";
    }
}
