using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>What stands in the ring before each event: <c>struct record_header</c> of probe/event.h.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
readonly struct RecordHeader
{
    /// <summary>A flag: the event tells of an open that was held back (RECORD_STATE_ONLY).</summary>
    public const ushort StateOnly = 2;

    public readonly ulong CgroupId;
    public readonly ulong LatencyNs;
    public readonly uint Tgid;
    public readonly ushort Cpu;
    public readonly ushort Flags;
}
