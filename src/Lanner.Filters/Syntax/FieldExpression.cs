using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>Something that has a value for an event: a field, a transformer around one, or a text given to a transformer.</summary>
public abstract record FieldExpression
{
    public TextSpan Span { get; init; }
}

/// <summary>A field by its name; the catalogue says later whether it exists.</summary>
/// <param name="Name">With everything after points: <c>container.label.app</c>.</param>
/// <param name="Argument">What stands in square brackets, or null.</param>
public sealed record FieldReference(string Name, string? Argument) : FieldExpression
{
    public override string ToString() => Argument switch
    {
        null => Name,
        _ when Argument.Length > 0 && Argument.All(CharacterClass.IsArgument) => $"{Name}[{Argument}]",
        _ => $"{Name}[{new ValueText(Argument, true, default).ToQuoted()}]",
    };
}

public enum Transformer : byte
{
    ToLower,
    ToUpper,

    /// <summary>Decodes Base64.</summary>
    B64,

    /// <summary>The part after the last slash.</summary>
    Basename,

    /// <summary>Bytes of a text, elements of a list.</summary>
    Len,

    /// <summary>A separator and a list of texts.</summary>
    Join,

    /// <summary>Two or more texts.</summary>
    Concat,

    /// <summary>Arguments and an option string, as the C function takes it; short options only.</summary>
    GetOpt,
}

/// <summary>A function of fields.</summary>
/// <param name="Argument">For <c>getopt(...)[x]</c> the x, else null.</param>
public sealed record TransformerCall(Transformer Transformer, ImmutableArray<FieldExpression> Operands, string? Argument) : FieldExpression
{
    public override string ToString() =>
        $"{Transformers.Spelling(Transformer)}({string.Join(", ", Operands)}){(Argument is null ? "" : $"[{Argument}]")}";
}

/// <summary>A text among a transformer's operands.</summary>
public sealed record TextLiteral(ValueText Value) : FieldExpression
{
    public override string ToString() => Value.ToQuoted();
}

/// <summary>A list in brackets among a transformer's operands.</summary>
public sealed record ExpressionList(ImmutableArray<FieldExpression> Items) : FieldExpression
{
    public override string ToString() => $"({string.Join(", ", Items)})";
}

/// <summary>The transformers' spelling.</summary>
public static class Transformers
{
    static readonly string[] s_names = ["tolower", "toupper", "b64", "basename", "len", "join", "concat", "getopt"];

    public static IReadOnlyList<string> Names => s_names;

    public static string Spelling(Transformer transformer) => s_names[(int)transformer];

    public static bool TryParse(ReadOnlySpan<char> name, out Transformer transformer)
    {
        for (var i = 0; i < s_names.Length; i++)
        {
            if (!name.SequenceEqual(s_names[i])) continue;
            transformer = (Transformer)i;
            return true;
        }

        transformer = default;
        return false;
    }
}
