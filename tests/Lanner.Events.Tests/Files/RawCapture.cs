using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Lanner.Events.Tests.Files;

/// <summary>Writes blocks of any version by hand, right and wrong ones: what the reader is tested with must not come from our writer.</summary>
sealed class RawCapture
{
    readonly List<byte> _bytes = [];

    public static byte[] Header => new RawCapture().Section().ToArray();

    public byte[] ToArray() => _bytes.ToArray();

    public byte[] ToGzip()
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(_bytes.ToArray());
        return output.ToArray();
    }

    public RawCapture Block(uint type, params byte[][] body)
    {
        var content = body.SelectMany(b => b).ToArray();
        var length = (8 + content.Length + 4 + 3) / 4 * 4;
        var block = new byte[length];
        BinaryPrimitives.WriteUInt32LittleEndian(block, type);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), length);
        content.CopyTo(block, 8);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(length - 4), length);
        _bytes.AddRange(block);
        return this;
    }

    public RawCapture Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public RawCapture Section(uint magic = 0x1A2B3C4D, ushort major = 1, int optionBytes = 0) =>
        Block(0x0A0D0D0A, U32(magic), U16(major), U16(2), U64(ulong.MaxValue), new byte[optionBytes]);

    public RawCapture Machine(string host = "host", uint id = 0x201) =>
        Block(id, U32(2), U64(1 << 30), U64(4_194_304), Padded(host, 128), U64(1_700_000_000_000_000_000), new byte[24]);

    /// <summary>An event block of version 2.</summary>
    public RawCapture Event(byte[] e, ushort cpu = 0, uint type = 0x216) => Block(type, U16(cpu), e);

    public RawCapture FlaggedEvent(byte[] e, uint flags, uint type = 0x217) => Block(type, U16(0), U32(flags), e);

    /// <summary>An event block of version 1: without the number of parameters.</summary>
    public RawCapture Event1(byte[] e, uint type = 0x204, int lengthError = 0, uint? flags = null) =>
        Block(type, U16(0), flags is { } f ? U32(f) : [], ToVersion1(e, lengthError));

    public static byte[] ToVersion1(byte[] e, int lengthError = 0)
    {
        byte[] old = [.. e.AsSpan(0, 22), .. e.AsSpan(26)];
        BinaryPrimitives.WriteInt32LittleEndian(old.AsSpan(16), old.Length + lengthError);
        return old;
    }

    /// <summary>An event with any code and parameters, in the layout of version 2.</summary>
    public static byte[] MakeEvent(int code, ulong time, long tid, params byte[][] parameters)
    {
        var wide = code is 322 or 324 or 402;
        var length = 26 + parameters.Sum(p => p.Length + (wide ? 4 : 2));
        return
        [
            .. U64(time), .. U64((ulong)tid), .. U32((uint)length), .. U16((ushort)code), .. U32((uint)parameters.Length),
            .. parameters.SelectMany(p => wide ? U32((uint)p.Length) : U16((ushort)p.Length)), .. parameters.SelectMany(p => p),
        ];
    }

    /// <summary>A thread as the given version of the list writes it; the tail is of version 9 alone.</summary>
    public static byte[] Thread(int version, long tid, string name, byte[]? tail = null)
    {
        var entry = new List<byte>();
        void Add(int from, byte[] field)
        {
            if (version >= from) entry.AddRange(field);
        }

        Add(1, [.. U64((ulong)tid), .. U64((ulong)tid), .. U64(1)]);
        Add(6, U64(77));
        Add(8, U64(88));
        Add(1, [.. Text(name), .. Text("/bin/" + name)]);
        Add(7, Text("/usr/bin/" + name));
        Add(1, [.. Text("-a\0-b\0"), .. Text("/home"), .. U64(1024), .. U32(0x20), .. U32(1000), .. U32(1001)]);
        Add(2, [.. U32(10), .. U32(20), .. U32(30), .. U64(40), .. U64(50)]);
        // Some writers leave out the last zero.
        Add(3, Text("A=1\0B=2"));
        Add(4, [.. U64(5), .. U64(6), .. Text("cpu=/x\0")]);
        Add(5, Text("/root"));
        Add(9, tail ?? []);
        return version < 9 ? [.. entry] : [.. U32((uint)entry.Count + 4), .. entry];
    }

    /// <summary>A descriptor; with its length in version 2.</summary>
    public static byte[] Descriptor(int version, long fd, byte kind, params byte[][] payload)
    {
        byte[] entry = [.. U64((ulong)fd), .. U64(4242), kind, .. payload.SelectMany(p => p)];
        return version == 1 ? entry : [.. U32((uint)entry.Length + 4), .. entry];
    }

    public static byte[] U16(ushort value) => BitConverter.GetBytes(value);

    public static byte[] U32(uint value) => BitConverter.GetBytes(value);

    public static byte[] U64(ulong value) => BitConverter.GetBytes(value);

    public static byte[] Text(string text) => [.. U16((ushort)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Zero(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    static byte[] Padded(string text, int length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. bytes, .. new byte[length - bytes.Length]];
    }
}
