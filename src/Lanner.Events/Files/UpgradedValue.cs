namespace Lanner.Events.Files;

/// <summary>Values on their way from an event of one schema to one of another.</summary>
static class UpgradedValue
{
    /// <summary>Adds a value in the width of its new type: numbers are cut or extended, texts stay as they are.</summary>
    /// <param name="width">Bytes of the number it is; 0 for what is none.</param>
    /// <param name="isSigned">A shorter number is extended by its sign.</param>
    public static bool Add(EventAssembler assembler, ReadOnlySpan<byte> value, int width, bool isSigned)
    {
        if (width == 0 || value.Length == width || value.IsEmpty) return assembler.Add(value);
        if (value.Length > width) return assembler.Add(value[..width]);
        Span<byte> wide = stackalloc byte[8];
        wide.Fill(isSigned && (value[^1] & 0x80) != 0 ? byte.MaxValue : (byte)0);
        value.CopyTo(wide);
        return assembler.Add(wide[..width]);
    }

    /// <summary>What stands for a number of that type that nobody knows: none for an identity, else zero. Texts are left empty.</summary>
    public static byte[] Unknown(ParameterType type)
    {
        var bytes = new byte[EventBuilder.WidthOf(type)];
        if (type is ParameterType.Uid or ParameterType.Gid) Array.Fill(bytes, byte.MaxValue);
        return bytes;
    }

    /// <summary>Whether the parameter of that index is a number with a sign.</summary>
    public static bool IsSigned(EventInfo info, int index) => index < info.Parameters.Length && info.Parameters[index].Type
        is ParameterType.Int8 or ParameterType.Int16 or ParameterType.Int32 or ParameterType.Int64 or ParameterType.Errno
        or ParameterType.Fd or ParameterType.Pid or ParameterType.Fd32 or ParameterType.Pid32;
}
