using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>The constants of a loaded probe: <c>struct probe_config</c> of probe/event.h, field by field.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
struct ProbeConfig
{
    /// <summary>Name of the variable and of its type in the probe.</summary>
    public const string Variable = "config";
    public const string Structure = "probe_config";

    public ulong BootEpochNs;
    public uint SelfTgid;
    public uint SnapLength;
    public uint RingMask;
    public int CgroupSubsystem;
    public uint Latency;
    public uint EntryArguments;
}
