using System.Buffers.Binary;

using Lanner.State.Containers;

namespace Lanner.Engines.Grpc;

/// <summary>
/// Walks the fields of one protobuf message. The message is hostile: a field of another type than expected reads as empty or
/// zero, and what is no message at all throws InvalidDataException. Spans point into the message.
/// </summary>
ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    const int MaxVarintBytes = 10;

    ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the field read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its value when it is an integer, a flag or an enumeration; else 0.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its value when it is text, bytes or a message; else empty.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly bool Flag => Number != 0;

    public readonly long Signed => (long)Number;

    /// <summary>The value as text to keep, cut to the length that any engine's text is cut to.</summary>
    public readonly byte[] Text => JsonText.Cut(Bytes);

    /// <summary>The value as an identifier for questions; empty when it is longer than any real one.</summary>
    public readonly string Id => Bytes.Length <= MaxIdLength ? System.Text.Encoding.UTF8.GetString(Bytes) : "";

    /// <summary>Longest identifier of a container or namespace; containerd's own limit is 76.</summary>
    const int MaxIdLength = 128;

    /// <summary>False at the end of the message.</summary>
    public bool Read()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = ReadVarint();
        Number = 0;
        Bytes = default;
        if (tag >> 3 is 0 or > int.MaxValue)
            throw new InvalidDataException("a field has an impossible number");
        Field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                Number = ReadVarint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(ReadVarint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException("a field has an unknown type");
        }
        return true;
    }

    /// <summary>The value of a field that occurs once, of a message inside another; the last one counts, empty when it is missing.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message, int field)
    {
        ReadOnlySpan<byte> found = default;
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == field)
                found = reader.Bytes;
        }
        return found;
    }

    /// <summary>One entry of a map from text to something.</summary>
    public readonly void Entry(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = Find(Bytes, 1);
        value = Find(Bytes, 2);
    }

    ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw new InvalidDataException("a field is longer than its message");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    ulong ReadVarint()
    {
        var value = 0UL;
        for (var at = 0; at < MaxVarintBytes && at < _rest.Length; at++)
        {
            var part = _rest[at];
            value |= (ulong)(part & 0x7f) << (7 * at);
            if (part >= 0x80)
                continue;
            _rest = _rest[(at + 1)..];
            return value;
        }
        throw new InvalidDataException("a number does not end");
    }
}
