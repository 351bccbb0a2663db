using System.Buffers.Binary;
using Lanner.Events.PushDown;

namespace Lanner.Capture;

/// <summary>
/// The alternatives of opens as the probe looks at them: <c>struct push_down</c> of probe/event.h. An alternative is a bit; when
/// there are more than bits, the last bit stands for several and asks for what all of them ask.
/// </summary>
static class PushDownTable
{
    const int Bits = 64;
    const int PathSlots = 512;
    const int PathSlotShift = 55;

    // Places of the members, in words of 64 bits.
    const int Generation = 0, Succeeded = 1, Failed = 2, AnyPath = 3, Relative = 4, Tails = 5, Middles = 6, Kinds = 7;
    const int Head4 = Kinds + OpenKind.Count;
    const int Head8 = Head4 + PathSlots;
    const int Tail4 = Head8 + PathSlots;
    const int Tail8 = Tail4 + PathSlots;
    const int Middle4 = Tail8 + PathSlots;
    const int Middle8 = Middle4 + PathSlots;
    const int ShortTail = Middle8 + PathSlots;
    const int Words = ShortTail + PathSlots;

    /// <summary>Bytes of the structure.</summary>
    public static int Size => Words * sizeof(ulong) + NativeSyscalls.NumberCount;

    /// <summary>Writes the structure.</summary>
    /// <param name="generation">Not 0, and unlike that of any other that the probe may still be looking at.</param>
    /// <param name="alternatives">Empty: every open is held back.</param>
    /// <param name="descriptors">By call number the arguments that are descriptors.</param>
    public static byte[] Build(ulong generation, IReadOnlyList<OpenAlternative> alternatives, ReadOnlySpan<byte> descriptors)
    {
        var words = new ulong[Words];
        words[Generation] = generation;
        for (var i = 0; i < alternatives.Count; i++) Add(words, alternatives[i], 1UL << Math.Min(i, Bits - 1));
        var bytes = new byte[Size];
        Buffer.BlockCopy(words, 0, bytes, 0, Words * sizeof(ulong));
        descriptors.CopyTo(bytes.AsSpan(Words * sizeof(ulong)));
        return bytes;
    }

    static void Add(ulong[] words, OpenAlternative alternative, ulong bit)
    {
        if ((alternative.Outcomes & CallOutcomes.Succeeded) != 0) words[Succeeded] |= bit;
        if ((alternative.Outcomes & CallOutcomes.Failed) != 0) words[Failed] |= bit;
        foreach (var kind in OpenKind.All)
        {
            if ((alternative.Kinds & kind.Bit) != 0) words[Kinds + kind.Number] |= bit;
        }

        if (alternative.Paths is null) words[AnyPath] |= bit;
        foreach (var piece in alternative.Paths ?? []) Add(words, piece, bit);
    }

    static void Add(ulong[] words, PathPiece piece, ulong bit)
    {
        var bytes = piece.Bytes;
        // Untidy paths are reported without a look at the tables.
        if (piece.Place == PiecePlace.Untidy) return;
        if (piece.Place != PiecePlace.End)
        {
            words[Relative] |= bit;
            var isStart = piece.Place == PiecePlace.Start;
            if (!isStart) words[Middles] |= bit;
            if (bytes.Length >= 8) words[(isStart ? Head8 : Middle8) + Slot(BinaryPrimitives.ReadUInt64LittleEndian(bytes))] |= bit;
            else words[(isStart ? Head4 : Middle4) + Slot(BinaryPrimitives.ReadUInt32LittleEndian(bytes))] |= bit;
            return;
        }

        words[Tails] |= bit;
        var last4 = Slot(BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]));
        if (bytes.Length < 8)
        {
            words[Tail4 + last4] |= bit;
            return;
        }

        words[Tail8 + Slot(BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]))] |= bit;
        words[ShortTail + last4] |= bit;
    }

    static int Slot(ulong bytes) => (int)(bytes * 0x9E37_79B9_7F4A_7C15 >> PathSlotShift);
}
