namespace Lanner.Filters;

/// <summary>A field of the catalogue with its argument, ready to be read. Stateless: one object serves all rules and threads.</summary>
public abstract class Field
{
    /// <summary>The catalogue entry.</summary>
    public required FieldDefinition Definition { get; init; }

    /// <summary>The whole name with its argument, as written in canonical form: <c>proc.aname[2]</c>, <c>evt.arg.flags</c>.</summary>
    public required string Text { get; init; }

    public FieldType Type => Definition.Type;

    public virtual Lifetime Lifetime => Definition.Lifetime;

    /// <summary>Has several values; compare with every one, print all.</summary>
    public virtual bool IsList => Definition.IsList;

    /// <summary>
    /// Cannot be told before the container's detail has arrived. False for what the cgroup path alone tells (the id).
    /// </summary>
    public virtual bool NeedsContainerDetail => Lifetime == Lifetime.Container;

    /// <summary>How a field with several values is compared.</summary>
    public virtual ListKind ListKind => Definition.ListKind;

    /// <summary>
    /// The value; for a list the one at <paramref name="index"/> (0 is the first). False when there is none: the field is
    /// missing for this event, or the list has ended.
    /// </summary>
    public abstract bool TryGet(in EventContext context, int index, ref FieldValue value);
}

/// <summary>What may stand behind a field's name.</summary>
[Flags]
public enum FieldArgument : byte
{
    None = 0,

    /// <summary>Nothing need follow (set when the argument is optional, or there is none).</summary>
    Optional = 1,

    /// <summary><c>[N]</c>, a number from 0.</summary>
    Index = 2,

    /// <summary><c>[text]</c>.</summary>
    Key = 4,

    /// <summary><c>.text</c>.</summary>
    Dotted = 8,
}

/// <summary>How the values of a list field are compared.</summary>
public enum ListKind : byte
{
    /// <summary>A list proper: takes in (every element is in the set), intersects (one is) and exists.</summary>
    List = 0,

    /// <summary>Every operator holds when it holds for one of the values: the ancestors.</summary>
    AnyOf,

    /// <summary>As <see cref="AnyOf"/>, but "not equal" must hold for all: the two ends of a connection.</summary>
    Ends,
}

/// <summary>An entry of the field catalogue.</summary>
public sealed record FieldDefinition
{
    public required string Name { get; init; }
    public required FieldType Type { get; init; }
    public required Lifetime Lifetime { get; init; }
    public FieldArgument Argument { get; init; } = FieldArgument.Optional;
    public bool IsList { get; init; }

    /// <summary>Only for fields with <see cref="IsList"/>.</summary>
    public ListKind ListKind { get; init; }

    /// <summary>One sentence for <c>lanner fields</c> and the documentation.</summary>
    public required string Description { get; init; }

    /// <summary>Set when the field is kept for old rules only: says what to use instead.</summary>
    public string? Deprecated { get; init; }

    /// <summary>Only for output, not for conditions.</summary>
    public bool OutputOnly { get; init; }

    /// <summary>
    /// Makes the field for an argument (null when none was written); returns null and a message that says what is wrong with it.
    /// </summary>
    public required Func<string?, (Field? Field, string? Problem)> Create { get; init; }
}
