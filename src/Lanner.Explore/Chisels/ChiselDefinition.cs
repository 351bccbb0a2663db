namespace Lanner.Explore.Chisels;

/// <summary>What a chisel is called, shows, and takes.</summary>
public sealed record ChiselDefinition
{
    public required string Name { get; init; }

    public required string Category { get; init; }

    /// <summary>One line for the list.</summary>
    public required string Summary { get; init; }

    /// <summary>Sentences for its own page.</summary>
    public required string Description { get; init; }

    public IReadOnlyList<ChiselParameter> Parameters { get; init; } = [];

    /// <summary>It cannot be run on this host, only on a capture.</summary>
    public bool OnlyCaptures { get; init; }

    /// <summary>It draws, and needs a terminal to draw on.</summary>
    public bool NeedsTerminal { get; init; }

    /// <summary>Makes it, or tells what is wrong with its arguments.</summary>
    public required Func<ChiselValues, ChiselSurroundings, Chisel> Create { get; init; }
}

/// <summary>What kind of text an argument is.</summary>
public enum ChiselParameterKind : byte
{
    Text,

    /// <summary>A whole number from 0.</summary>
    Number,

    Address,

    /// <summary>A condition, which may have blanks in it.</summary>
    Filter,
}

/// <summary>One argument of a chisel.</summary>
public sealed record ChiselParameter(string Name, ChiselParameterKind Kind, bool IsOptional, string Description);
