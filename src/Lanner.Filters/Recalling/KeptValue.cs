using Lanner.State;

namespace Lanner.Filters;

/// <summary>A field's value that outlives its event. Owned; immutable.</summary>
public sealed class KeptValue
{
    /// <summary>What is longer is cut.</summary>
    const int MaxText = 4096;

    byte[] Text { get; init; } = [];

    long Number { get; init; }

    double Real { get; init; }

    IpAddress Address { get; init; }

    /// <summary>Bytes of text in it.</summary>
    public int Size => Text.Length;

    /// <summary>The value of a field that has one value; null when the event has none.</summary>
    public static KeptValue? Of(Field field, in EventContext context)
    {
        var value = new FieldValue();
        if (!field.TryGet(context, 0, ref value)) return null;
        var isText = field.Type is FieldType.Text or FieldType.Bytes;
        return new KeptValue { Text = isText ? value.Text[..Math.Min(value.Text.Length, MaxText)].ToArray() : [], Number = value.Number, Real = value.Real, Address = value.Address };
    }

    internal void CopyTo(ref FieldValue value)
    {
        value.Text = Text;
        value.Number = Number;
        value.Real = Real;
        value.Address = Address;
    }
}
