using Lanner.Filters;

namespace Lanner.Rules.Explaining;

public enum ConditionPartKind : byte
{
    /// <summary>True when all parts are.</summary>
    All,

    /// <summary>True when any part is.</summary>
    Any,

    /// <summary>True when its one part is false.</summary>
    Not,

    /// <summary>A comparison.</summary>
    Check,

    /// <summary>What a macro stands for.</summary>
    Macro,

    /// <summary>What an exception excepts.</summary>
    Exception,
}

/// <summary>A part of a rule's condition as its author sees it: macros and exceptions are parts of their own. Immutable.</summary>
public sealed class ConditionPart
{
    internal ConditionPart(int index, ConditionPartKind kind, string text, IReadOnlyList<ConditionPart> parts)
    {
        Index = index;
        Kind = kind;
        Text = text;
        Parts = parts;
    }

    /// <summary>Position among all parts of the condition.</summary>
    public int Index { get; }

    public ConditionPartKind Kind { get; }

    /// <summary>The comparison, or the name of the macro or exception; for the others the condition, however long.</summary>
    public string Text { get; }

    /// <summary>Empty for a comparison, and for a macro of a condition that is too large to be shown in parts.</summary>
    public IReadOnlyList<ConditionPart> Parts { get; }

    /// <summary>Answers for a part without parts.</summary>
    internal CompiledFilter? Filter { get; init; }

    /// <summary>The fields it compares, as formats of one field each.</summary>
    internal IReadOnlyList<OutputFormat> Fields { get; init; } = [];
}
