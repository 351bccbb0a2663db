using System.Runtime.InteropServices;

namespace Lanner.Capture.Proc;

/// <summary>struct statx of the kernel, which is the same on every architecture.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
struct FileStatus
{
    const ushort TypeMask = 0xf000;
    const ulong Immutable = 0x10;

    public uint Mask;
    public uint BlockSize;
    public ulong Attributes;
    public uint Links;
    public uint Uid;
    public uint Gid;
    public ushort Mode;
    public ushort Spare;
    public ulong Inode;
    public ulong Size;
    public ulong Blocks;
    public ulong AttributesMask;
    public Time AccessTime;
    public Time BirthTime;
    public Time ChangeTime;
    public Time ModifyTime;
    public uint SpecialMajor;
    public uint SpecialMinor;
    public uint DeviceMajor;
    public uint DeviceMinor;

    public readonly bool IsRegular => (Mode & TypeMask) == 0x8000;
    public readonly bool IsDirectory => (Mode & TypeMask) == 0x4000;
    public readonly bool IsFifo => (Mode & TypeMask) == 0x1000;
    public readonly bool IsImmutable => (Attributes & Immutable) != 0;

    /// <summary>The device as events carry it.</summary>
    public readonly uint Device => Encode(DeviceMajor, DeviceMinor);

    /// <summary>A device number as user space knows it: the kernel's new_encode_dev.</summary>
    public static uint Encode(uint major, uint minor) => (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;

    [StructLayout(LayoutKind.Sequential)]
    public struct Time
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Spare;

        public readonly ulong Ns => (ulong)Seconds * 1_000_000_000 + Nanoseconds;
    }
}
