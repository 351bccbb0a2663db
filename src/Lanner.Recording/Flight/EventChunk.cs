using System.Buffers.Binary;

using Lanner.Events;

namespace Lanner.Recording.Flight;

/// <summary>
/// A piece of memory that events of one container are copied into, one behind the other, until it is full. The event thread appends;
/// others read parts that were handed to them and are never written again. It goes back to its pool when nobody uses it.
/// </summary>
/// <remarks>Each event stands behind twelve bytes: CPU (u16), whether it is for state only (u16), its process (u32) and its order (u32).</remarks>
sealed class EventChunk(ChunkPool pool)
{
    /// <summary>
    /// Room for the longest event of a plain block, and below what the collector treats as a large object. Smaller chunks would give
    /// more containers a share, larger ones be filled less often; at 400 events a chunk neither shows in a measurement.
    /// </summary>
    public const int Capacity = 66_048;

    public const int LongestEvent = Capacity - HeaderSize;

    const int HeaderSize = 12;

    readonly byte[] _bytes = new byte[Capacity];
    int _users;

    public int Length { get; private set; }

    /// <summary>Time of the last event in it.</summary>
    public ulong LastNs { get; private set; }

    /// <summary>Empty and in use by whoever took it out of the pool.</summary>
    public EventChunk Take()
    {
        Length = 0;
        LastNs = 0;
        _users = 1;
        return this;
    }

    public void Retain() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0) pool.Return(this);
    }

    /// <summary>False when there is no room.</summary>
    /// <param name="e">The event.</param>
    /// <param name="pid">The process it is about.</param>
    /// <param name="order">Of two events in any chunks, the one that came later has the greater number; it may wrap around.</param>
    public bool TryAppend(in EventView e, int pid, uint order)
    {
        var bytes = e.Bytes;
        var at = Length;
        if (Capacity - at < bytes.Length + HeaderSize) return false;
        var origins = e.Origins;
        var header = _bytes.AsSpan(at, HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header, origins.Cpu | (origins.StateOnly ? 1u << 16 : 0));
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], pid);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], order);
        bytes.CopyTo(_bytes.AsSpan(at + HeaderSize));
        Length = at + HeaderSize + bytes.Length;
        LastNs = e.TimeNs;
        return true;
    }

    /// <summary>The order of the event at a place below a length that was handed over.</summary>
    public uint OrderAt(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at + 8));

    /// <summary>The event at such a place, which moves behind it, and the process it is about.</summary>
    public EventView Read(ref int at, out int pid)
    {
        var header = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));
        pid = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at + 4));
        var start = at + HeaderSize;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(start + 16));
        at = start + length;
        return EventView.Trusted(_bytes.AsSpan(start, length), new EventOrigins(0, 0, 0, (ushort)header, header >> 16 != 0));
    }
}

/// <summary>Events in a chunk, from a place up to another; who holds it has retained the chunk.</summary>
readonly record struct ChunkPart(EventChunk Chunk, int From, int To);
