namespace Lanner.Filters;

/// <summary>Where a check or an output format takes a value from: a field, or a transformer around others. Stateless.</summary>
abstract class ValueSource
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

    /// <summary>As <see cref="Field.TryGet"/>, with memory for what must be put together.</summary>
    public abstract bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value);

    /// <summary>The lifetime of something that depends on both.</summary>
    public static Lifetime Combine(Lifetime a, Lifetime b) => a == b || b == Lifetime.Constant ? a : a == Lifetime.Constant ? b : Lifetime.Event;
}

/// <summary>A field.</summary>
sealed class FieldSource(Field field) : ValueSource
{
    public static FieldSource Of(Field field) => new(field)
    {
        Type = field.Type,
        IsList = field.IsList,
        ListKind = field.ListKind,
        Lifetime = field.Lifetime,
        NeedsContainerDetail = field.NeedsContainerDetail,
        Text = field.Text,
        Fields = [field],
    };

    public override bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value) =>
        field.TryGet(context, index, ref value);
}

/// <summary>A text among a transformer's operands.</summary>
sealed class LiteralSource(byte[] bytes) : ValueSource
{
    public static LiteralSource Of(ValueText value) => new(value.Bytes.ToArray())
    {
        Type = FieldType.Text,
        Lifetime = Lifetime.Constant,
        Text = value.ToQuoted(),
        Fields = [],
    };

    public override bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value)
    {
        if (index > 0) return false;
        value.Text = bytes;
        return true;
    }
}
