using System.Buffers;
using System.Text;

namespace Lanner.Engines.Grpc;

/// <summary>Writes one small protobuf message, field by field. Empty and zero values are left out, as proto3 has it.</summary>
sealed class ProtoWriter
{
    const int VarintType = 0, BytesType = 2;

    readonly ArrayBufferWriter<byte> _bytes = new();

    public ProtoWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return this;
        Varint(((ulong)field << 3) | BytesType);
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public ProtoWriter Number(int field, ulong number)
    {
        if (number == 0)
            return this;
        Varint(((ulong)field << 3) | VarintType);
        Varint(number);
        return this;
    }

    public ProtoWriter Flag(int field, bool flag) => Number(field, flag ? 1UL : 0);

    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message.ToArray());

    /// <summary>One entry of a map from text to text.</summary>
    public ProtoWriter Entry(int field, string key, string value) => Message(field, new ProtoWriter().Text(1, key).Text(2, value));

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
