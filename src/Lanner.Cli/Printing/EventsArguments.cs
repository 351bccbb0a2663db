namespace Lanner.Cli;

/// <summary>A chisel to run, with its arguments as one word; null for none.</summary>
sealed record ChiselCall(string Name, string? Argument);

/// <summary>
/// A command line as sysdig reads it: letters may stand together, a value may stand right behind its letter, options may stand among the
/// words of the filter, and what stands behind -- is no option.
/// </summary>
sealed class EventsArguments
{
    readonly List<(EventsOption Option, string Value)> _given = [];
    readonly List<string> _words = [];
    readonly List<ChiselCall> _chisels = [];

    /// <summary>Why the command line cannot be used; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>The words that are no options, joined: the filter.</summary>
    public string Filter => string.Join(' ', _words);

    public IReadOnlyList<ChiselCall> Chisels => _chisels;

    /// <summary>What was given that does nothing, with the reason, each once.</summary>
    public IEnumerable<string> Notes => _given.Select(g => g.Option).Where(option => option.Note is not null).Distinct()
        .Select(option => $"{option.Shown} has no effect: {option.Note}");

    public bool Has(string name) => _given.Exists(g => g.Option.Name == name);

    /// <summary>The last value of an option; null when it is not given.</summary>
    public string? Value(string name) => _given.LastOrDefault(g => g.Option.Name == name).Value;

    public IReadOnlyList<string> Values(string name) => [.. _given.Where(g => g.Option.Name == name).Select(g => g.Value)];

    /// <param name="arguments">The words of the command line.</param>
    /// <param name="chisels">What a chisel takes, by its name; null for one that there is not.</param>
    public static EventsArguments Parse(IReadOnlyList<string> arguments, Func<string, ChiselParameters?> chisels)
    {
        var parsed = new EventsArguments();
        for (var i = 0; i < arguments.Count && parsed.Problem is null; i++)
        {
            var word = arguments[i];
            if (word == "--")
            {
                parsed._words.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (word.StartsWith("--", StringComparison.Ordinal)) parsed.TakeWord(word[2..], arguments, ref i, chisels);
            else if (word.Length > 1 && word[0] == '-') parsed.TakeLetters(word[1..], arguments, ref i, chisels);
            else parsed._words.Add(word);
        }

        return parsed;
    }

    void TakeWord(string word, IReadOnlyList<string> arguments, ref int i, Func<string, ChiselParameters?> chisels)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
        if (EventsOptionTable.FindWord(name) is not { } option)
        {
            var near = Yaml.NearestWord.Of(name, EventsOptionTable.Words);
            Problem = $"there is no option --{Shown.Safe(name)}{(near is null ? "" : $"; did you mean --{near}?")}";
            return;
        }

        if (value is not null && option.Value is null) Problem = $"--{name} takes no value";
        else Take(option, "--" + name, value, arguments, ref i, chisels);
    }

    void TakeLetters(string letters, IReadOnlyList<string> arguments, ref int i, Func<string, ChiselParameters?> chisels)
    {
        // The one option of two letters; -c with a chisel named l it is not.
        if (letters == "cl")
        {
            _given.Add((EventsOptionTable.Find("cl")!, ""));
            return;
        }

        for (var at = 0; at < letters.Length && Problem is null; at++)
        {
            if (EventsOptionTable.Find(letters[at].ToString()) is not { } option)
            {
                Problem = $"there is no option -{Shown.Safe(letters[at].ToString())}";
                return;
            }

            var rest = option.Value is null ? "" : letters[(at + 1)..];
            Take(option, option.Shown, rest.Length > 0 ? rest : null, arguments, ref i, chisels);
            if (rest.Length > 0) return;
        }
    }

    void Take(EventsOption option, string shown, string? value, IReadOnlyList<string> arguments, ref int i, Func<string, ChiselParameters?> chisels)
    {
        if (option.Refusal is { } refusal)
        {
            Problem = $"{shown}: {refusal}";
            return;
        }

        if (option.Value is not null && value is null && !option.HasOptionalValue)
        {
            if (++i >= arguments.Count)
            {
                Problem = $"{shown} needs a value";
                return;
            }

            value = arguments[i];
        }

        _given.Add((option, value ?? ""));
        if (option.Name == "c") TakeChisel(value!, arguments, ref i, chisels);
    }

    void TakeChisel(string name, IReadOnlyList<string> arguments, ref int i, Func<string, ChiselParameters?> chisels)
    {
        string? argument = null;
        if (chisels(name) is { } parameters && ChiselArguments.Takes(parameters, [.. arguments.Skip(i + 1)])) argument = arguments[++i];
        _chisels.Add(new ChiselCall(name, argument));
    }
}
