using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>Put a value into a <see cref="FieldValue"/> and answer true, so that a reader is one expression.</summary>
static class FieldValueSetters
{
    public static bool Set(ref this FieldValue value, ReadOnlySpan<byte> text)
    {
        value.Text = text;
        return true;
    }

    /// <summary>Text that is missing when empty.</summary>
    public static bool SetIfAny(ref this FieldValue value, ReadOnlySpan<byte> text)
    {
        value.Text = text;
        return !text.IsEmpty;
    }

    public static bool Set(ref this FieldValue value, long number)
    {
        value.Number = number;
        return true;
    }

    public static bool Set(ref this FieldValue value, ulong number)
    {
        value.Number = unchecked((long)number);
        return true;
    }

    /// <summary>A number that is missing when 0.</summary>
    public static bool SetIfAny(ref this FieldValue value, ulong number)
    {
        value.Number = unchecked((long)number);
        return number != 0;
    }

    public static bool Set(ref this FieldValue value, bool truth)
    {
        value.Number = truth ? 1 : 0;
        return true;
    }

    public static bool Set(ref this FieldValue value, double real)
    {
        value.Real = real;
        return true;
    }

    /// <summary>An address that is missing when empty.</summary>
    public static bool SetIfAny(ref this FieldValue value, IpAddress address)
    {
        value.Address = address;
        return !address.IsEmpty;
    }
}
