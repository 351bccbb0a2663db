namespace Lanner.Filters;

/// <summary>A field of the event that was an earlier step of a sequence; missing wherever nothing is recalled.</summary>
public sealed class RecalledField : Field
{
    readonly int _step;
    readonly int _slot;

    internal RecalledField(Field inner, int step, int slot)
    {
        Inner = inner;
        _step = step;
        _slot = slot;
    }

    /// <summary>The field of the earlier event.</summary>
    public Field Inner { get; }

    public override Lifetime Lifetime => Lifetime.Event;

    public override bool IsList => false;

    /// <summary>It was known when the value was kept.</summary>
    public override bool NeedsContainerDetail => false;

    public override bool TryGet(in EventContext context, int index, ref FieldValue value)
    {
        if (index > 0 || context.Recollection is not { } recollection || recollection.Steps[_step][_slot] is not { } kept) return false;
        kept.CopyTo(ref value);
        return true;
    }
}

/// <summary>A number that tells how a counting rule came to its alert.</summary>
sealed class CountField(Func<Recollection, long> read) : Field
{
    public override bool TryGet(in EventContext context, int index, ref FieldValue value)
    {
        if (index > 0 || context.Recollection is not { } recollection) return false;
        value.Number = read(recollection);
        return true;
    }
}
