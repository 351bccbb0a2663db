using System.Buffers.Binary;

using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>Parameters whose first byte selects the type of the rest; what it selects depends on the call.</summary>
static class DynamicText
{
    public static void Append(ref ScratchText text, in EventContext context, ReadOnlySpan<byte> bytes, int longestData)
    {
        var selector = bytes[0];
        bytes = bytes[1..];
        switch (context.Event.Info.Name)
        {
            case "setsockopt" or "getsockopt": AppendSocketOption(ref text, selector, bytes, longestData); return;
            case "ptrace":
                if (selector == 1 && bytes.Length > 0) AppendSignal(ref text, bytes[0]);
                else if (bytes.Length >= 8) text.AppendHex(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                return;
            case "bpf":
                if (bytes.Length < 8) return;
                var result = BinaryPrimitives.ReadInt64LittleEndian(bytes);
                text.Append(result);
                return;
            case "keyctl":
                if (selector == 1) text.Append(bytes.IndexOf((byte)0) is var end and >= 0 ? bytes[..end] : bytes);
                else if (bytes.Length >= 8) text.Append(BinaryPrimitives.ReadInt64LittleEndian(bytes));
                return;
            default: ArgumentText.AppendData(ref text, bytes, longestData); return;
        }
    }

    static void AppendSocketOption(ref ScratchText text, byte selector, ReadOnlySpan<byte> bytes, int longestData)
    {
        switch (selector)
        {
            case 1 when bytes.Length >= 8:
                var error = BinaryPrimitives.ReadInt64LittleEndian(bytes);
                if (ErrnoNames.FindUtf8(error) is { } name) text.Append(name);
                else text.Append(error);
                return;
            case 2 when bytes.Length >= 4: text.Append((long)BinaryPrimitives.ReadUInt32LittleEndian(bytes)); return;
            case 3 when bytes.Length >= 8: text.Append(BinaryPrimitives.ReadInt64LittleEndian(bytes)); return;
            case 4 when bytes.Length >= 8:
                text.Append(BinaryPrimitives.ReadUInt64LittleEndian(bytes) / 1e9);
                text.Append((byte)'s');
                return;
            default: ArgumentText.AppendData(ref text, bytes, longestData); return;
        }
    }

    static void AppendSignal(ref ScratchText text, byte number)
    {
        if (SignalNames.Find(number) is { } name) text.Append(name);
        else text.Append((long)number);
    }
}
