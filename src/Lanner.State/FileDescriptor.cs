using Lanner.Events;

namespace Lanner.State;

/// <summary>
/// One open descriptor. The object and its name buffer are used again when the number is (a loop of open and close allocates
/// nothing), unless a forked child shares it; so keep a <see cref="Freeze">copy</see>, never a reference.
/// </summary>
public sealed class FileDescriptor
{
    const int ObjectSize = 256;
    const int SmallestBuffer = 64;

    byte[] _name = [];
    int _nameLength;
    byte[] _rawName = [];
    int _rawNameLength;
    PredicateBits _bits;

    /// <summary>The number; -1 for the descriptor of an open that failed.</summary>
    public long Number { get; internal set; } = -1;

    public DescriptorKind Kind { get; internal set; }

    /// <summary>Absolute path, <c>source->destination</c> of a connection, or description; UTF-8.</summary>
    public ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    /// <summary>The path as the process gave it, before it was joined and its dots resolved.</summary>
    public ReadOnlySpan<byte> RawName => _rawName.AsSpan(0, _rawNameLength);

    /// <summary>Values of the table <c>file_flags</c>.</summary>
    public uint OpenFlags { get; internal set; }

    /// <summary>Bits of the device number in the format's (major, minor) packing.</summary>
    public uint Device { get; internal set; }
    public ulong Inode { get; internal set; }

    public TransportProtocol Transport { get; internal set; }
    public SocketRole Role { get; internal set; }

    /// <summary>The end that opened the connection (client); for sockets only bound or listening: empty.</summary>
    public IpAddress SourceAddress { get; internal set; }
    public ushort SourcePort { get; internal set; }

    /// <summary>The end that was connected to (server); for a listener its own address.</summary>
    public IpAddress DestinationAddress { get; internal set; }
    public ushort DestinationPort { get; internal set; }

    /// <summary>connect succeeded or is under way, or the peer came through accept.</summary>
    public bool IsConnected { get; internal set; }

    /// <summary>The event being looked at changed the name (a datagram socket took a new peer).</summary>
    public bool NameChanged { get; internal set; }

    /// <summary>Closed by exec.</summary>
    public bool CloseOnExec { get; internal set; }

    /// <summary>A memfd's, eventfd's, ... creator's user.</summary>
    public uint Uid { get; internal set; } = uint.MaxValue;

    /// <summary>Referred to by more than one table: changes make a new object.</summary>
    internal bool IsShared { get; set; }

    /// <summary>The process a pidfd stands for; 0 for other kinds.</summary>
    internal int TargetPid { get; set; }

    /// <summary>Memory in bytes, an estimate.</summary>
    internal int Size => ObjectSize + _name.Length + _rawName.Length;

    /// <summary>Outcomes of predicates on this descriptor; cleared when it changes.</summary>
    public ref PredicateBits Bits => ref _bits;

    public bool IsSocket => Kind is DescriptorKind.IPv4Connection or DescriptorKind.IPv6Connection or DescriptorKind.IPv4Listener
        or DescriptorKind.IPv6Listener or DescriptorKind.UnixSocket or DescriptorKind.Netlink;

    public bool IsIp => Kind is DescriptorKind.IPv4Connection or DescriptorKind.IPv6Connection or DescriptorKind.IPv4Listener
        or DescriptorKind.IPv6Listener;

    /// <summary>A copy that later events do not change.</summary>
    public FileDescriptor Freeze() => Copy();

    /// <summary>An object of its own with the same values; nothing is known of predicates on it.</summary>
    internal FileDescriptor Copy()
    {
        var copy = (FileDescriptor)MemberwiseClone();
        copy._name = Name.ToArray();
        copy._rawName = RawName.ToArray();
        copy.Bits.Detach();
        copy.IsShared = false;
        return copy;
    }

    /// <summary>Takes over what another descriptor is, under a number of its own; that is what dup does.</summary>
    internal void TakeFrom(FileDescriptor original, long number)
    {
        Reset(number, original.Kind);
        SetName(original.Name);
        SetRawName(original.RawName);
        OpenFlags = original.OpenFlags;
        Device = original.Device;
        Inode = original.Inode;
        Transport = original.Transport;
        Role = original.Role;
        SourceAddress = original.SourceAddress;
        SourcePort = original.SourcePort;
        DestinationAddress = original.DestinationAddress;
        DestinationPort = original.DestinationPort;
        IsConnected = original.IsConnected;
        Uid = original.Uid;
        TargetPid = original.TargetPid;
    }

    /// <summary>
    /// Describes an opened file. When nothing differs from the last use of this object, outcomes of predicates stay: a process
    /// that opens the same file again and again is looked at once.
    /// </summary>
    internal void SetFile(
        long number, DescriptorKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawName, uint openFlags, uint device, ulong inode)
    {
        if (Number == number && Kind == kind && OpenFlags == openFlags && Device == device && Inode == inode
            && name.SequenceEqual(Name) && rawName.SequenceEqual(RawName))
        {
            return;
        }

        Reset(number, kind);
        SetName(name);
        SetRawName(rawName);
        OpenFlags = openFlags;
        Device = device;
        Inode = inode;
    }

    internal void SetName(ReadOnlySpan<byte> name) => Store(name, ref _name, ref _nameLength);

    internal void SetRawName(ReadOnlySpan<byte> name) => Store(name, ref _rawName, ref _rawNameLength);

    /// <summary>Everything back to the values of a new object; the buffers stay.</summary>
    internal void Reset(long number, DescriptorKind kind)
    {
        Number = number;
        Kind = kind;
        _nameLength = 0;
        _rawNameLength = 0;
        OpenFlags = 0;
        Device = 0;
        Inode = 0;
        Transport = TransportProtocol.Unknown;
        Role = SocketRole.Unknown;
        SourceAddress = default;
        DestinationAddress = default;
        SourcePort = 0;
        DestinationPort = 0;
        IsConnected = false;
        NameChanged = false;
        CloseOnExec = false;
        Uid = uint.MaxValue;
        TargetPid = 0;
        Bits.Clear();
    }

    static void Store(ReadOnlySpan<byte> text, ref byte[] buffer, ref int length)
    {
        // A buffer that once held a very long name is not kept for short ones.
        if (buffer.Length < text.Length || (buffer.Length > 1024 && text.Length < buffer.Length / 8))
            buffer = new byte[Math.Max(text.Length, SmallestBuffer)];
        text.CopyTo(buffer);
        length = text.Length;
    }
}
