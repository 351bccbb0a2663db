using System.Text;

namespace Lanner.Rules;

/// <summary>What kind of value a field of an alert has.</summary>
public enum AlertValueKind : byte
{
    /// <summary>The event has no such value.</summary>
    Missing,
    Text,
    Integer,
    Unsigned,
    Real,
    Bool,
    List,

    /// <summary>Fields with names of their own.</summary>
    Object,
}

/// <summary>One field of an alert with its value, owned.</summary>
/// <param name="Name">The field with its argument, such as <c>proc.aname[2]</c>.</param>
public sealed record AlertField(string Name)
{
    public AlertValueKind Kind { get; init; }

    /// <summary>UTF-8 as the event had it: it may hold control characters, or not even be UTF-8.</summary>
    public byte[] Text { get; init; } = [];

    /// <summary>An integer, the bits of an unsigned one, or 1 and 0 for true and false.</summary>
    public long Number { get; init; }

    public double Real { get; init; }

    /// <summary>The values of a list, or the fields of an object.</summary>
    public IReadOnlyList<AlertField> Items { get; init; } = [];

    public static AlertField Of(string name, string text) => new(name) { Kind = AlertValueKind.Text, Text = Encoding.UTF8.GetBytes(text) };

    public static AlertField Of(string name, long number) => new(name) { Kind = AlertValueKind.Integer, Number = number };

    public static AlertField Of(string name, ulong number) => new(name) { Kind = AlertValueKind.Unsigned, Number = unchecked((long)number) };

    public static AlertField Of(string name, double number) => new(name) { Kind = AlertValueKind.Real, Real = number };

    public static AlertField Of(string name, bool truth) => new(name) { Kind = AlertValueKind.Bool, Number = truth ? 1 : 0 };
}
