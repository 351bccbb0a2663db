using System.Buffers.Binary;
using System.Net;

namespace Lanner.State;

/// <summary>
/// An IPv4 or IPv6 address as a value of 24 bytes, without allocation. An IPv6 address that maps an IPv4 one is kept as IPv4.
/// </summary>
public readonly struct IpAddress : IEquatable<IpAddress>
{
    // Not one UInt128: its alignment would make the value 32 bytes.
    readonly ulong _high;
    readonly ulong _low;
    readonly byte _length;

    IpAddress(UInt128 bits, byte length)
    {
        _high = (ulong)(bits >> 64);
        _low = (ulong)bits;
        _length = length;
    }

    /// <summary>No address.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>No address, or one of zeros alone.</summary>
    public bool IsZero => _high == 0 && _low == 0;

    public bool IsV4 => _length == 4;

    public bool IsV6 => _length == 16;

    /// <summary>The address as a number: network order read as big-endian; an IPv4 address in the low 32 bits.</summary>
    public UInt128 Bits => new(_high, _low);

    /// <summary>Takes 4 or 16 bytes in network order; anything else gives the empty address.</summary>
    public static IpAddress FromNetworkBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 4) return new IpAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes), 4);
        if (bytes.Length != 16) return default;
        var bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return bits >> 32 == 0xFFFF ? new IpAddress(bits & 0xFFFF_FFFF, 4) : new IpAddress(bits, 16);
    }

    /// <summary>The address in 4 or 16 bytes of network order, as asked; all zero when there is none.</summary>
    public byte[] ToNetworkBytes(int length)
    {
        var bytes = new byte[length];
        if (IsEmpty) return bytes;
        if (length == 4) BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_low);
        else BinaryPrimitives.WriteUInt128BigEndian(bytes, IsV4 ? Bits | ((UInt128)0xFFFF << 32) : Bits);
        return bytes;
    }

    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (!IPAddress.TryParse(text, out var parsed)) return false;
        Span<byte> bytes = stackalloc byte[16];
        if (!parsed.TryWriteBytes(bytes, out var written)) return false;
        address = FromNetworkBytes(bytes[..written]);
        return true;
    }

    /// <summary>Writes the usual text form in UTF-8; at most 45 bytes.</summary>
    public bool TryFormat(Span<byte> destination, out int written)
    {
        if (IsV4)
        {
            written = 0;
            var value = (uint)_low;
            for (var shift = 24; shift >= 0; shift -= 8)
            {
                if (!((byte)(value >> shift)).TryFormat(destination[written..], out var digits)) return false;
                written += digits;
                if (shift == 0) return true;
                if (written >= destination.Length) return false;
                destination[written++] = (byte)'.';
            }
        }

        written = 0;
        return !IsEmpty && TryFormatV6(destination, out written);
    }

    /// <summary>Groups in hexadecimal without leading zeros; the first longest run of two or more zero groups is <c>::</c>.</summary>
    bool TryFormatV6(Span<byte> destination, out int written)
    {
        const int Groups = 8;
        int start = -1, length = 1;
        for (var i = 0; i < Groups; i++)
        {
            var run = 0;
            while (i + run < Groups && Group(i + run) == 0) run++;
            if (run > length) (start, length) = (i, run);
            i += run;
        }

        written = 0;
        for (var i = 0; i < Groups; i++)
        {
            // "::" stands for the run; before a group that does not follow it comes one colon.
            var colons = i == start ? 2 : i > 0 && i != start + length ? 1 : 0;
            if (written + colons > destination.Length) return false;
            destination.Slice(written, colons).Fill((byte)':');
            written += colons;
            if (i == start)
            {
                i += length - 1;
                continue;
            }

            if (!Group(i).TryFormat(destination[written..], out var digits, "x")) return false;
            written += digits;
        }

        return true;
    }

    ushort Group(int index) => (ushort)((index < 4 ? _high : _low) >> (48 - (16 * (index & 3))));

    public bool Equals(IpAddress other) => _high == other._high && _low == other._low && _length == other._length;

    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_high, _low, _length);

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[48];
        return TryFormat(text, out var written) ? System.Text.Encoding.ASCII.GetString(text[..written]) : "";
    }

    public static bool operator ==(IpAddress left, IpAddress right) => left.Equals(right);

    public static bool operator !=(IpAddress left, IpAddress right) => !left.Equals(right);
}
