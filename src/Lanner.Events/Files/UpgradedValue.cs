namespace Lanner.Events.Files;

/// <summary>Values on their way from an old event to a new one.</summary>
static class UpgradedValue
{
    static ReadOnlySpan<byte> Zeros => [0, 0, 0, 0, 0, 0, 0, 0];

    static ReadOnlySpan<byte> Ones => [255, 255, 255, 255, 255, 255, 255, 255];

    /// <summary>Adds a value in the width of its new type: numbers are cut or extended, texts stay as they are.</summary>
    public static bool Add(EventAssembler assembler, ReadOnlySpan<byte> value, EventInfo from, int index, ParameterType type)
    {
        var width = EventBuilder.WidthOf(type);
        if (width == 0 || value.Length == width || value.IsEmpty) return assembler.Add(value);
        if (value.Length > width) return assembler.Add(value[..width]);
        Span<byte> wide = stackalloc byte[8];
        var isNegative = (value[^1] & 0x80) != 0 && index < from.Parameters.Length && IsSigned(from.Parameters[index].Type);
        wide.Fill(isNegative ? (byte)255 : (byte)0);
        value.CopyTo(wide);
        return assembler.Add(wide[..width]);
    }

    /// <summary>Adds what stands for a number nobody knows; texts are left empty.</summary>
    public static bool AddDefault(EventAssembler assembler, ParameterType type)
    {
        var width = EventBuilder.WidthOf(type);
        return assembler.Add((type is ParameterType.Uid or ParameterType.Gid ? Ones : Zeros)[..width]);
    }

    static bool IsSigned(ParameterType type) => type is ParameterType.Int8 or ParameterType.Int16 or ParameterType.Int32
        or ParameterType.Int64 or ParameterType.Errno or ParameterType.Fd or ParameterType.Pid or ParameterType.Fd32 or ParameterType.Pid32;
}
