using System.Buffers.Binary;
using System.Text;

namespace Lanner.Events.Files;

/// <summary>
/// Reads one table block entry by entry, so that a block of any length needs memory for one entry only, and can go on where it had to
/// wait for bytes.
/// </summary>
sealed class TableReader(SnapshotBuilder builder)
{
    const int HostNameSize = 128;

    BlockType _type;
    long _bodyLeft;
    bool _hasTid;
    long _tid;

    /// <summary>Starts a block of that many bytes without header and trailer.</summary>
    public void Begin(BlockType type, long bodyLength)
    {
        _type = type;
        _bodyLeft = bodyLength;
        _hasTid = false;
    }

    /// <summary>Bytes of the body not read yet: padding once <see cref="IsDone"/>.</summary>
    public long BodyLeft => _bodyLeft;

    /// <summary>True when what is left is padding.</summary>
    public bool IsDone => _bodyLeft < 4;

    /// <summary>How many bytes <see cref="ReadEntry"/> needs at hand.</summary>
    public int Needed => (int)Math.Min(_bodyLeft, CaptureLimits.TableEntryMax);

    /// <summary>
    /// Reads the next entry and says how many bytes it took. <paramref name="problem"/> is set when the bytes are no such entry.
    /// </summary>
    /// <param name="bytes">At least <see cref="Needed"/> bytes; what lies behind the body is not looked at.</param>
    public int ReadEntry(ReadOnlySpan<byte> bytes, out string? problem)
    {
        if (bytes.Length > _bodyLeft) bytes = bytes[..(int)_bodyLeft];
        var used = _type switch
        {
            BlockType.Machine => ReadMachine(bytes),
            BlockType.Interfaces1 => ReadPlain(bytes),
            BlockType.Users1 => ReadPlain(bytes),
            BlockType.Descriptors1 or BlockType.Descriptors2 when !_hasTid => ReadTid(bytes),
            BlockType.Descriptors1 => ReadPlain(bytes),
            BlockType.Interfaces2 => ReadMeasured(bytes, lengthIncludesItself: false),
            BlockType.Users2 or BlockType.Descriptors2 or BlockType.Threads9 => ReadMeasured(bytes, lengthIncludesItself: true),
            _ => ReadPlain(bytes),
        };
        problem = used > 0 ? null : $"an entry of the {_type.Describe()} does not fit its lengths";
        used = Math.Max(used, 0);
        _bodyLeft -= used;
        return used;
    }

    int ReadMachine(ReadOnlySpan<byte> bytes)
    {
        var reader = new FieldReader(bytes);
        var cpus = reader.UInt32();
        var memory = reader.UInt64();
        var maxPid = reader.UInt64();
        var name = reader.Take(HostNameSize);
        var boot = reader.UInt64();
        if (reader.Failed) return -1;
        var end = name.IndexOf((byte)0);
        builder.Add(new MachineSnapshot(cpus, memory, maxPid, Encoding.UTF8.GetString(end < 0 ? name : name[..end]), boot));
        // Flags, reserved words and whatever newer writers add.
        return bytes.Length == _bodyLeft ? bytes.Length : -1;
    }

    int ReadTid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8) return -1;
        _tid = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        _hasTid = true;
        return 8;
    }

    /// <summary>Entries behind their own length, which tells where the next one is whatever this one holds.</summary>
    int ReadMeasured(ReadOnlySpan<byte> bytes, bool lengthIncludesItself)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var total = lengthIncludesItself ? length : length + 4L;
        if (total < 5 || total > bytes.Length) return -1;
        var reader = new FieldReader(bytes[4..(int)total]);
        return Read(ref reader, hasLength: true) ? (int)total : -1;
    }

    int ReadPlain(ReadOnlySpan<byte> bytes)
    {
        var reader = new FieldReader(bytes);
        return Read(ref reader, hasLength: false) ? reader.Position : -1;
    }

    bool Read(ref FieldReader reader, bool hasLength)
    {
        switch (_type)
        {
            case BlockType.Interfaces1 or BlockType.Interfaces2:
                return ReadInterface(ref reader);
            case BlockType.Users1 or BlockType.Users2:
                return ReadUser(ref reader, hasLength);
            case BlockType.Descriptors1 or BlockType.Descriptors2:
                if (DescriptorEntry.Read(ref reader, hasLength) is not { } descriptor) return false;
                if (descriptor.Kind != DescriptorKind.Unknown) builder.Add(_tid, descriptor);
                return true;
            default:
                if (ThreadEntry.Read(ref reader, _type.ThreadListVersion()) is not { } thread) return false;
                builder.Add(thread);
                return true;
        }
    }

    bool ReadInterface(ref FieldReader reader)
    {
        var type = reader.UInt16();
        var nameLength = reader.UInt16();
        if (type is 0 or > 4) return false;
        var addressLength = type is 1 or 3 ? 4 : 16;
        var address = reader.Take(addressLength).ToArray();
        var netmask = reader.Take(addressLength).ToArray();
        var broadcast = reader.Take(addressLength).ToArray();
        var speed = type <= 2 ? reader.UInt64() : 0;
        var name = reader.Take(nameLength).ToArray();
        if (reader.Failed) return false;
        builder.Add(new InterfaceSnapshot(name, address, netmask, broadcast, speed));
        return true;
    }

    bool ReadUser(ref FieldReader reader, bool hasLength)
    {
        switch (reader.Byte())
        {
            case 0:
                var user = new UserSnapshot(reader.UInt32(), reader.UInt32(), reader.Text(), reader.Text(), reader.Text());
                if (!reader.Failed) builder.Add(user);
                return !reader.Failed;
            case 1:
                var group = new GroupSnapshot(reader.UInt32(), reader.Text());
                if (!reader.Failed) builder.Add(group);
                return !reader.Failed;
            default:
                return hasLength;
        }
    }
}
