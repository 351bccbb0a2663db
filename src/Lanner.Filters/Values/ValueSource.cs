namespace Lanner.Filters;

/// <summary>What is known of a value before it is read.</summary>
sealed record ValueTraits
{
    public required FieldType Type { get; init; }

    public bool IsList { get; init; }

    public ListKind ListKind { get; init; }

    /// <summary>How long the value stays the same for its owner; several fields of different owners make it one event's.</summary>
    public required Lifetime Lifetime { get; init; }

    /// <summary>Cannot be told before the container's detail has arrived.</summary>
    public bool NeedsContainerDetail { get; init; }

    /// <summary>Canonical text: equal sources have equal texts.</summary>
    public required string Text { get; init; }

    /// <summary>The fields it reads.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>The traits of something made of several sources.</summary>
    public static ValueTraits Of(string text, FieldType type, bool isList, params IEnumerable<ValueSource> parts) => new()
    {
        Type = type,
        IsList = isList,
        Lifetime = parts.Aggregate(Lifetime.Constant, (life, part) => ValueSource.Combine(life, part.Lifetime)),
        NeedsContainerDetail = parts.Any(part => part.NeedsContainerDetail),
        Text = text,
        Fields = [.. parts.SelectMany(part => part.Fields)],
    };
}

/// <summary>Where a check or an output format takes a value from: a field, or a transformer around others. Stateless.</summary>
abstract class ValueSource(ValueTraits traits)
{
    public FieldType Type => traits.Type;

    public bool IsList => traits.IsList;

    public ListKind ListKind => traits.ListKind;

    public Lifetime Lifetime => traits.Lifetime;

    public bool NeedsContainerDetail => traits.NeedsContainerDetail;

    public string Text => traits.Text;

    public IReadOnlyList<Field> Fields => traits.Fields;

    /// <summary>As <see cref="Field.TryGet"/>, with memory for what must be put together.</summary>
    public abstract bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value);

    /// <summary>The lifetime of something that depends on both.</summary>
    public static Lifetime Combine(Lifetime a, Lifetime b) => a == b || b == Lifetime.Constant ? a : a == Lifetime.Constant ? b : Lifetime.Event;
}

/// <summary>A field.</summary>
sealed class FieldSource(Field inner) : ValueSource(new ValueTraits
{
    Type = inner.Type,
    IsList = inner.IsList,
    ListKind = inner.IsList ? inner.ListKind : ListKind.List,
    Lifetime = inner.Lifetime,
    NeedsContainerDetail = inner.NeedsContainerDetail,
    Text = inner.Text,
    Fields = [inner],
})
{
    public override bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value) =>
        inner.TryGet(context, index, ref value);
}

/// <summary>A text among a transformer's operands.</summary>
sealed class LiteralSource(ValueText literal) : ValueSource(ValueTraits.Of(literal.ToQuoted(), FieldType.Text, false))
{
    readonly byte[] _bytes = literal.Bytes.ToArray();

    public override bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value)
    {
        if (index > 0) return false;
        value.Text = _bytes;
        return true;
    }
}
