using System.Buffers.Binary;

using Lanner.Events;

namespace Lanner.Recording.Flight;

/// <summary>
/// A piece of memory that events of one container are copied into, one behind the other, until it is full. Each stands behind four
/// bytes: CPU (u16) and whether it is for state only (u16). The event thread appends; others read parts that were handed to them and
/// are never written again. It goes back to its pool when nobody uses it.
/// </summary>
sealed class EventChunk(ChunkPool pool)
{
    /// <summary>
    /// Room for the longest event of a plain block, and below what the collector treats as a large object. Smaller chunks would give
    /// more containers a share, larger ones be filled less often; at 400 events a chunk neither shows in a measurement.
    /// </summary>
    public const int Capacity = 66_048;

    public const int LongestEvent = Capacity - HeaderSize;

    const int HeaderSize = 4;

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
    public bool TryAppend(in EventView e)
    {
        var bytes = e.Bytes;
        var at = Length;
        if (Capacity - at < bytes.Length + HeaderSize) return false;
        var origins = e.Origins;
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(at), origins.Cpu | (origins.StateOnly ? 1u << 16 : 0));
        bytes.CopyTo(_bytes.AsSpan(at + HeaderSize));
        Length = at + HeaderSize + bytes.Length;
        LastNs = e.TimeNs;
        return true;
    }

    /// <summary>The event at a place, which moves behind it. The place must be below a length that was handed over.</summary>
    public EventView Read(ref int at)
    {
        var header = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));
        var start = at + HeaderSize;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(start + 16));
        at = start + length;
        return EventView.Trusted(_bytes.AsSpan(start, length), new EventOrigins(0, 0, 0, (ushort)header, header >> 16 != 0));
    }
}

/// <summary>Events in a chunk, from a place up to another; who holds it has retained the chunk.</summary>
readonly record struct ChunkPart(EventChunk Chunk, int From, int To);
