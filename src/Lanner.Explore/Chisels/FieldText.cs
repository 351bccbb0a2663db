using System.Buffers.Text;
using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Values of fields as bytes in memory of one's own, one behind another: keys of tables, and texts that must outlive the next field.</summary>
sealed class FieldText
{
    byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - Length < bytes.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>The first value of a field; false when it is missing.</summary>
    public bool Append(Field field, scoped in EventContext context)
    {
        var value = new FieldValue();
        if (!field.TryGet(context, 0, ref value)) return false;
        switch (field.Type)
        {
            case FieldType.Text or FieldType.Bytes:
                Append(value.Text);
                return true;
            case FieldType.Bool:
                Append(value.Number != 0 ? "true"u8 : "false"u8);
                return true;
        }

        if (_bytes.Length - Length < 64) Array.Resize(ref _bytes, 2 * _bytes.Length);
        var room = _bytes.AsSpan(Length);
        int length;
        switch (field.Type)
        {
            case FieldType.IpAddress or FieldType.IpNetwork: value.Address.TryFormat(room, out length); break;
            case FieldType.Real: value.Real.TryFormat(room, out length, "0.0##", CultureInfo.InvariantCulture); break;
            case FieldType.Unsigned or FieldType.AbsoluteTime: Utf8Formatter.TryFormat((ulong)value.Number, room, out length); break;
            default: Utf8Formatter.TryFormat(value.Number, room, out length); break;
        }

        Length += length;
        return true;
    }

    /// <summary>The value of a text field alone; empty when it is missing.</summary>
    public ReadOnlySpan<byte> Read(Field field, scoped in EventContext context)
    {
        Clear();
        return Append(field, context) ? Bytes : default;
    }
}
