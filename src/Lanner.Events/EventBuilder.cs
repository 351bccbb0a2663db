using System.Buffers.Binary;
using System.Text;

namespace Lanner.Events;

/// <summary>
/// Builds the bytes of one event: for tests, for events Lanner makes itself, and for writers. Parameters are added in table
/// order; those not given at the end are written as absent.
/// </summary>
public sealed class EventBuilder
{
    readonly EventInfo _info;
    readonly List<byte[]> _parameters = [];
    readonly ulong _timeNs;
    readonly long _tid;

    public EventBuilder(EventCode code, ulong timeNs, long tid)
    {
        _info = EventTable.Get(code);
        _timeNs = timeNs;
        _tid = tid;
    }

    /// <summary>Adds raw bytes.</summary>
    public EventBuilder Add(ReadOnlySpan<byte> bytes)
    {
        _parameters.Add(bytes.ToArray());
        return this;
    }

    /// <summary>Adds an absent value.</summary>
    public EventBuilder AddAbsent() => Add([]);

    /// <summary>Adds text and the closing zero.</summary>
    public EventBuilder Add(string text) => Add([.. Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>Adds a number in the width of the parameter whose turn it is.</summary>
    /// <exception cref="InvalidOperationException">The parameter is not a number: a mistake of the caller.</exception>
    public EventBuilder Add(long number)
    {
        var width = WidthOf(_info.Parameters[_parameters.Count].Type);
        if (width == 0) throw new InvalidOperationException($"{_info.Name}: {_info.Parameters[_parameters.Count].Name} is not a number");
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Add(bytes[..width]);
    }

    /// <summary>Sets the parameter of that name, leaving those between absent.</summary>
    public EventBuilder Set(string name, long number)
    {
        SkipTo(name);
        return Add(number);
    }

    /// <inheritdoc cref="Set(string,long)"/>
    public EventBuilder Set(string name, string text)
    {
        SkipTo(name);
        return Add(text);
    }

    /// <inheritdoc cref="Set(string,long)"/>
    public EventBuilder Set(string name, ReadOnlySpan<byte> bytes)
    {
        SkipTo(name);
        return Add(bytes);
    }

    /// <summary>The event's bytes, a fresh array.</summary>
    public byte[] Build()
    {
        while (_parameters.Count < _info.Parameters.Length) AddAbsent();
        var width = _info.Has(EventFlags.LargePayload) ? 4 : 2;
        var length = EventView.HeaderSize + _parameters.Count * width + _parameters.Sum(p => p.Length);
        var bytes = new byte[length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _timeNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), _tid);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(20), (ushort)_info.Code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), _parameters.Count);
        var at = EventView.HeaderSize;
        foreach (var parameter in _parameters)
        {
            if (width == 2) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), checked((ushort)parameter.Length));
            else BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), parameter.Length);
            at += width;
        }

        foreach (var parameter in _parameters)
        {
            parameter.CopyTo(bytes, at);
            at += parameter.Length;
        }

        return bytes;
    }

    /// <summary>Bytes of a number of that type; 0 for types that are not numbers of a fixed width.</summary>
    public static int WidthOf(ParameterType type) => type switch
    {
        ParameterType.Int8 or ParameterType.UInt8 or ParameterType.SigType or ParameterType.L4Proto or ParameterType.SockFamily
            or ParameterType.Flags8 or ParameterType.EnumFlags8 => 1,
        ParameterType.Int16 or ParameterType.UInt16 or ParameterType.SyscallId or ParameterType.Port or ParameterType.Flags16
            or ParameterType.EnumFlags16 => 2,
        ParameterType.Int32 or ParameterType.UInt32 or ParameterType.Bool or ParameterType.IPv4Addr or ParameterType.Flags32
            or ParameterType.Uid or ParameterType.Gid or ParameterType.SigSet or ParameterType.Mode or ParameterType.EnumFlags32
            or ParameterType.Fd32 or ParameterType.Pid32 => 4,
        ParameterType.Int64 or ParameterType.UInt64 or ParameterType.Errno or ParameterType.Fd or ParameterType.Pid
            or ParameterType.RelTime or ParameterType.AbsTime or ParameterType.Double => 8,
        _ => 0,
    };

    void SkipTo(string name)
    {
        var index = _info.IndexOf(name);
        if (index < _parameters.Count)
            throw new InvalidOperationException($"{_info.Name} has no parameter {name} after the {_parameters.Count} already added");
        while (_parameters.Count < index) AddAbsent();
    }
}
