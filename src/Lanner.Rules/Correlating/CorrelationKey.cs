using Lanner.Filters;

namespace Lanner.Rules.Correlating;

/// <summary>What events can have in common beside a field.</summary>
public enum KeyKind : byte
{
    /// <summary>The value of a field.</summary>
    Field,

    /// <summary>All events.</summary>
    Host,

    /// <summary>The host is one too.</summary>
    Container,

    /// <summary>A branch of a container's processes; on the host the session.</summary>
    ProcessTree,

    Process,

    /// <summary>The user in its container.</summary>
    User,
}

/// <summary>What must be equal for events to belong together.</summary>
/// <param name="Field">For <see cref="KeyKind.Field"/> only.</param>
public sealed record CorrelationKey(KeyKind Kind, Field? Field)
{
    static readonly (string Word, KeyKind Kind)[] s_words =
    [
        ("container", KeyKind.Container), ("process", KeyKind.Process), ("process tree", KeyKind.ProcessTree), ("host", KeyKind.Host), ("user", KeyKind.User),
    ];

    /// <summary>The words that stand for something else than a field.</summary>
    public static IEnumerable<string> Words => s_words.Select(word => word.Word);

    /// <summary>The key of a word; null when it is none.</summary>
    internal static CorrelationKey? OfWord(string text) =>
        Array.Find(s_words, word => word.Word == text) is { Word: not null } found ? new CorrelationKey(found.Kind, null) : null;

    /// <summary>Events of different containers never have it in common.</summary>
    internal bool IsWithinContainer => Kind is not (KeyKind.Field or KeyKind.Host);

    /// <summary>Their values can be equal.</summary>
    internal bool IsComparableWith(CorrelationKey other) => Kind == other.Kind && (Field is null || Shape(Field.Type) == Shape(other.Field!.Type));

    static FieldType Shape(FieldType type) => type switch
    {
        FieldType.Text or FieldType.Bytes => FieldType.Text,
        FieldType.IpAddress or FieldType.IpNetwork => FieldType.IpAddress,
        FieldType.Real => FieldType.Real,
        _ => FieldType.Integer,
    };

    /// <summary>As written.</summary>
    public override string ToString() => Field?.Text ?? Array.Find(s_words, word => word.Kind == Kind).Word;
}
