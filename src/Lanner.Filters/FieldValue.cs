using Lanner.State;

namespace Lanner.Filters;

/// <summary>
/// One value of a field; the field's type says which member holds it. <see cref="Text"/> points into the event, into state or
/// into the context's scratch memory and is valid until the next field is read from the same context or the event ends,
/// whichever comes first.
/// </summary>
public ref struct FieldValue
{
    public ReadOnlySpan<byte> Text { get; set; }
    public long Number { get; set; }
    public double Real { get; set; }
    public IpAddress Address { get; set; }
}
