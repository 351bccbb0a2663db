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

    static readonly int s_kinds = 7;
    static readonly int s_head4 = s_kinds + OpenKind.Count;
    static readonly int s_head8 = s_head4 + PathSlots;
    static readonly int s_tail4 = s_head8 + PathSlots;
    static readonly int s_tail8 = s_tail4 + PathSlots;
    static readonly int s_middle4 = s_tail8 + PathSlots;
    static readonly int s_middle8 = s_middle4 + PathSlots;
    static readonly int s_shortTail = s_middle8 + PathSlots;
    static readonly int s_words = s_shortTail + PathSlots;

    /// <summary>Bytes of the structure.</summary>
    public static int Size => s_words * sizeof(ulong) + NativeSyscalls.NumberCount;

    /// <summary>Writes the structure.</summary>
    /// <param name="generation">Not 0, and unlike that of any other that the probe may still be looking at.</param>
    /// <param name="alternatives">None: every open that state or nobody needs is held back.</param>
    /// <param name="descriptors">By call number the arguments that are descriptors.</param>
    public static byte[] Build(ulong generation, IReadOnlyList<OpenAlternative> alternatives, ReadOnlySpan<byte> descriptors)
    {
        var words = new ulong[s_words];
        words[0] = generation;
        for (var i = 0; i < alternatives.Count; i++) Add(words, alternatives[i], 1UL << Math.Min(i, Bits - 1));
        var bytes = new byte[Size];
        Buffer.BlockCopy(words, 0, bytes, 0, s_words * sizeof(ulong));
        descriptors.CopyTo(bytes.AsSpan(s_words * sizeof(ulong)));
        return bytes;
    }

    static void Add(ulong[] words, OpenAlternative alternative, ulong bit)
    {
        if ((alternative.Outcomes & CallOutcomes.Succeeded) != 0) words[1] |= bit;
        if ((alternative.Outcomes & CallOutcomes.Failed) != 0) words[2] |= bit;
        foreach (var kind in OpenKind.All)
        {
            if ((alternative.Kinds & kind.Bit) != 0) words[s_kinds + kind.Number] |= bit;
        }

        if (alternative.Paths is null) words[3] |= bit;
        foreach (var piece in alternative.Paths ?? []) Add(words, piece, bit);
    }

    static void Add(ulong[] words, PathPiece piece, ulong bit)
    {
        var bytes = piece.Bytes;
        // Untidy paths are reported without a look at the tables.
        if (piece.Place == PiecePlace.Untidy) return;
        if (piece.Place != PiecePlace.End)
        {
            words[4] |= bit;
            var isStart = piece.Place == PiecePlace.Start;
            if (!isStart) words[6] |= bit;
            if (bytes.Length >= 8) words[(isStart ? s_head8 : s_middle8) + Slot(BinaryPrimitives.ReadUInt64LittleEndian(bytes))] |= bit;
            else words[(isStart ? s_head4 : s_middle4) + Slot(BinaryPrimitives.ReadUInt32LittleEndian(bytes))] |= bit;
            return;
        }

        words[5] |= bit;
        var last4 = Slot(BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]));
        if (bytes.Length < 8)
        {
            words[s_tail4 + last4] |= bit;
            return;
        }

        words[s_tail8 + Slot(BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]))] |= bit;
        words[s_shortTail + last4] |= bit;
    }

    static int Slot(ulong bytes) => (int)(bytes * 0x9E37_79B9_7F4A_7C15 >> PathSlotShift);
}
