using System.Buffers.Binary;
using System.Text;

namespace Lanner.Capture;

/// <summary>
/// Which program of the probe reports which system call, as the probe itself says it: the constant <c>exit_table</c>, an array of
/// <c>struct exit_program</c> (probe/event.h).
/// </summary>
sealed class ExitTable
{
    const string Variable = "exit_table";
    const int EntrySize = 32;
    const int NameAt = 2;

    /// <summary>No call has this number: its program reports the calls without one of their own.</summary>
    const int GenericSlot = 510;

    /// <summary>Likewise; its program translates the calls of 32-bit programs, which come under every number.</summary>
    const int CompatSlot = 511;

    /// <summary>Likewise; its program tells of opens that were held back.</summary>
    const int TellSlot = 512;

    readonly Dictionary<int, string> _programs = [];

    ExitTable()
    {
    }

    /// <exception cref="CaptureException">The probe has no such table.</exception>
    public static ExitTable Of(ProbeObject probe)
    {
        var table = new ExitTable();
        var bytes = probe.Constant(Variable);
        for (; bytes.Length >= EntrySize; bytes = bytes[EntrySize..])
        {
            var name = bytes[NameAt..EntrySize];
            table._programs[BinaryPrimitives.ReadUInt16LittleEndian(bytes)] = Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
        }

        return table;
    }

    /// <summary>The slots a program goes to, by the name of the program.</summary>
    public ILookup<string, int> Slots => _programs.ToLookup(entry => entry.Value, entry => entry.Key);

    /// <summary>The programs needed to report the calls whose bits are set; one byte per number, as in the interest map.</summary>
    public HashSet<string> Needed(ReadOnlySpan<byte> interest)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { _programs[CompatSlot] };
        for (var number = 0; number < interest.Length; number++)
        {
            if (interest[number] == 0) continue;
            needed.Add(_programs.GetValueOrDefault(number, _programs[GenericSlot]));
            if (((InterestFlags)interest[number] & InterestFlags.Descriptors) != 0) needed.Add(_programs[TellSlot]);
        }

        return needed;
    }
}
