using System.Buffers.Binary;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Rules.Correlating;

/// <summary>Writes what events have in common as bytes that are equal when it is. Memory is used again; one thread uses it.</summary>
sealed class KeyWriter
{
    /// <summary>Longer values are told apart by their beginning and length.</summary>
    const int MaxText = 4096;

    byte[] _bytes = new byte[256];
    int _length;

    /// <summary>What was written last; valid until the next.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>False when the event lacks one of them: it then belongs to nothing.</summary>
    public bool TryWrite(IReadOnlyList<CorrelationKey> keys, in EventContext context)
    {
        _length = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            if (!TryAdd(keys[i], context)) return false;
        }

        return true;
    }

    /// <summary>The value of one field; false when the event has none.</summary>
    public bool TryWrite(Field field, in EventContext context)
    {
        _length = 0;
        return TryAdd(field, context);
    }

    bool TryAdd(CorrelationKey key, in EventContext context)
    {
        if (key.Field is { } field) return TryAdd(field, context);
        if (key.Kind == KeyKind.Host) return true;
        if (context.Process is not { } process) return false;
        switch (key.Kind)
        {
            case KeyKind.Container:
                Add(process.Container.FullId);
                break;
            case KeyKind.Process:
                Add(new ProcessIdentity(process.Pid, process.StartNs));
                break;
            case KeyKind.User:
                Add(process.Container.FullId);
                Add(process.Uid);
                break;
            case KeyKind.ProcessTree when process.Container.IsHost:
                // The kernel's own bracket around a login, a service or a job; it outlives the processes that opened it.
                Add(process.SessionId >= 0 ? process.SessionId : process.Pid);
                break;
            default:
                Add(process.Container.FullId);
                Add(process.Tree);
                break;
        }

        return true;
    }

    bool TryAdd(Field field, in EventContext context)
    {
        var value = new FieldValue();
        if (!field.TryGet(context, 0, ref value)) return false;
        switch (field.Type)
        {
            case FieldType.Text or FieldType.Bytes: Add(value.Text); break;
            case FieldType.Real: Add(BitConverter.DoubleToInt64Bits(value.Real)); break;
            case FieldType.IpAddress or FieldType.IpNetwork:
                Add((long)(value.Address.Bits >> 64));
                Add((long)(ulong)value.Address.Bits);
                Add(value.Address.IsV4 ? 4 : 16);
                break;
            default: Add(value.Number); break;
        }

        return true;
    }

    void Add(ProcessIdentity process)
    {
        Add(process.Pid);
        Add((long)process.StartNs);
    }

    void Add(long number) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), number);

    void Add(ReadOnlySpan<byte> text)
    {
        Add(text.Length);
        if (text.Length > MaxText) text = text[..MaxText];
        text.CopyTo(Take(text.Length));
    }

    Span<byte> Take(int length)
    {
        if (_bytes.Length - _length < length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + length));
        _length += length;
        return _bytes.AsSpan(_length - length, length);
    }
}
