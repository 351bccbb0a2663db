using System.Runtime.InteropServices;

namespace Lanner.Capture.Tests;

/// <summary>Memory laid out as the kernel's ring buffer, and the kernel's side of the protocol. The data is kept twice in a row.</summary>
sealed unsafe class FakeRing : IDisposable
{
    readonly ulong* _positions;
    readonly byte* _data;
    readonly uint _size;

    public FakeRing(uint size, ulong start = 0)
    {
        _size = size;
        _positions = (ulong*)NativeMemory.AllocZeroed(2, sizeof(ulong));
        _data = (byte*)NativeMemory.AllocZeroed(2 * size);
        _positions[0] = _positions[1] = start;
        Reader = new RingReader(_positions, _positions + 1, _data, size);
    }

    public RingReader Reader { get; private set; }

    public ulong ConsumerPosition => _positions[0];

    public ulong ProducerPosition
    {
        get => _positions[1];
        set => _positions[1] = value;
    }

    /// <summary>Reserves a record and writes its bytes; it stays busy until <see cref="Commit"/>. Returns its position.</summary>
    public ulong Reserve(ReadOnlySpan<byte> payload)
    {
        var position = _positions[1];
        WriteWord(position, (uint)payload.Length | RingReader.BusyBit);
        for (var i = 0; i < payload.Length; i++) WriteByte(position + RingReader.HeaderSize + (uint)i, payload[i]);
        _positions[1] = position + ((uint)payload.Length + RingReader.HeaderSize + 7 & ~7u);
        return position;
    }

    public void Commit(ulong position, bool discard = false)
    {
        var word = *(uint*)(_data + (position & (_size - 1))) & ~RingReader.BusyBit;
        WriteWord(position, discard ? word | RingReader.DiscardBit : word);
    }

    public void Write(ReadOnlySpan<byte> payload) => Commit(Reserve(payload));

    public void WriteWord(ulong position, uint word)
    {
        for (var i = 0u; i < 4; i++) WriteByte(position + i, (byte)(word >> (int)(8 * i)));
    }

    /// <summary>Reads again from a position whose records were not written over since.</summary>
    public void Rewind(ulong position)
    {
        _positions[0] = position;
        Reader = new RingReader(_positions, _positions + 1, _data, _size);
    }

    public void Dispose()
    {
        NativeMemory.Free(_positions);
        NativeMemory.Free(_data);
    }

    void WriteByte(ulong position, byte value)
    {
        var at = position & (_size - 1);
        _data[at] = value;
        _data[at + _size] = value;
    }
}
