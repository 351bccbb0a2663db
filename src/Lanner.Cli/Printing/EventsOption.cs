namespace Lanner.Cli;

/// <summary>An option of <c>lanner events</c> and <c>sysdig</c>.</summary>
/// <param name="Names">One letter or a word each, without dashes; by the first it is known here.</param>
/// <param name="Value">What its value is called; null when it takes none.</param>
/// <param name="Help">What it does; null for one that help does not show.</param>
/// <param name="Note">For one that does nothing any more: why it can be left out.</param>
/// <param name="Refusal">For one that asks for what is not there: what to do instead.</param>
sealed record EventsOption(string[] Names, string? Value, string? Help, string? Note = null, string? Refusal = null)
{
    public string Name => Names[0];

    /// <summary>The value may be left out; it must then stand right behind the letter.</summary>
    public bool HasOptionalValue { get; init; }

    /// <summary>As a message writes it.</summary>
    public string Shown => Name.Length == 1 ? "-" + Name : "--" + Name;
}
