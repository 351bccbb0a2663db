using Lanner.Events;
using Lanner.State;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>The event's parameters: as text, as typed values, and the data they carry.</summary>
static class EventArgumentFields
{
    /// <summary>Bytes of data shown in a list of all parameters.</summary>
    const int ShownData = 80;

    static readonly ParameterIndexes s_data = new("data");

    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("evt.args", Text, Lifetime.Event, "All parameters, as name=value joined by blanks.", ReadAll),
        Define.One("evt.info", Text, Lifetime.Event, "The same as evt.args.", ReadAll),
        Define.Custom("evt.arg", Text, Lifetime.Event, FieldArgument.Dotted | FieldArgument.Index,
            "One parameter as text: names of flags, what a descriptor or path stands for, else the value.", CreateText),
        Define.Custom("evt.rawarg", Text, Lifetime.Event, FieldArgument.Dotted,
            "One parameter as it is; number, text or bytes, as the first event has it that has such a parameter.", CreateRaw),
        Define.One("evt.buffer", Bytes, Lifetime.Event, "Data that was read or written, as much as was captured.",
            static (in context, ref value) =>
                s_data[context.Event.Code] is var index and >= 0 && value.SetIfAny(context.Event.Parameter(index))),
    ];

    static bool ReadAll(in EventContext context, ref FieldValue value)
    {
        var info = context.Event.Info;
        // The parameters of a call without an event of its own are its number, which its name tells already.
        if (info.Code is EventCode.SyscallExit or EventCode.SyscallEnterOld0) return value.Set(default(ReadOnlySpan<byte>));
        var text = new ScratchText(context.Scratch, FieldScratch.Limit);
        if (context.Scratch.Form is { } form)
        {
            ListedArguments.Append(ref text, context.AsWritten(), form);
            return value.Set(text.Text);
        }

        var count = Math.Min(info.Parameters.Length, context.Event.ParameterCount);
        for (var i = 0; i < count; i++)
        {
            var parameter = info.Parameters[i];
            if (i > 0) text.Append((byte)' ');
            text.Append(parameter.NameUtf8);
            text.Append((byte)'=');
            ArgumentText.AppendPlain(ref text, in context, parameter, ShownData);
            text.Append((byte)'(');
            var before = text.Length;
            ArgumentText.AppendMeaning(ref text, in context, parameter);
            if (text.Length > before) text.Append((byte)')');
            else text.CutTo(before - 1);
        }

        return value.Set(text.Text);
    }

    static (Field?, string?) CreateText(FieldDefinition definition, string? argument)
    {
        if (Define.TryIndex(argument!, out var number))
        {
            if (number >= EventTable.MaxParameters) return (null, $"{definition.Name}[{argument}]: no event has that many parameters");
            return Define.Make(definition, $"{definition.Name}[{number}]", number,
                static (in context, number, ref value) => ReadText(in context, number, ref value));
        }

        var indexes = new ParameterIndexes(argument!);
        if (indexes.First is null) return (null, $"{definition.Name}.{argument}: no event has a parameter of that name");
        return Define.Make(definition, $"{definition.Name}.{argument}", indexes,
            static (in context, indexes, ref value) => ReadText(in context, indexes[context.Event.Code], ref value));
    }

    /// <summary>What the parameter stands for, or else the plain value; missing when it is absent.</summary>
    static bool ReadText(in EventContext context, int index, ref FieldValue value)
    {
        var info = context.Event.Info;
        if ((uint)index >= (uint)info.Parameters.Length) return false;
        var bytes = context.Event.Parameter(index);
        if (bytes.IsEmpty) return false;
        var parameter = info.Parameters[index];
        if (parameter.Type == ParameterType.CharBuf || IsAbsolutePath(parameter.Type, bytes)) return value.Set(context.Event.Text(index));
        var text = new ScratchText(context.Scratch, FieldScratch.Limit);
        ArgumentText.AppendMeaning(ref text, in context, parameter);
        if (text.Length == 0) ArgumentText.AppendPlain(ref text, in context, parameter, FieldScratch.Limit);
        return value.Set(text.Text);
    }

    static bool IsAbsolutePath(ParameterType type, ReadOnlySpan<byte> bytes) =>
        type is ParameterType.FsPath or ParameterType.FsRelPath && bytes[0] == '/';

    static (Field?, string?) CreateRaw(FieldDefinition definition, string? argument)
    {
        var indexes = new ParameterIndexes(argument!);
        if ((indexes.FirstLive ?? indexes.First) is not { } parameter)
            return (null, $"{definition.Name}.{argument}: no event has a parameter of that name");
        var type = RawType(parameter.Type);
        FieldReader<ParameterIndexes> read = type switch
        {
            Text => static (in context, indexes, ref value) => ReadRawText(in context, indexes, ref value),
            Bytes => static (in context, indexes, ref value) =>
                indexes[context.Event.Code] is var index and >= 0 && value.SetIfAny(context.Event.Parameter(index)),
            FieldType.IpAddress => static (in context, indexes, ref value) => indexes[context.Event.Code] is var index and >= 0
                && value.SetIfAny(State.IpAddress.FromNetworkBytes(context.Event.Parameter(index))),
            _ => static (in context, indexes, ref value) =>
                indexes[context.Event.Code] is var index and >= 0 && context.Event.TryGetInt64(index, out var number) && value.Set(number),
        };
        return Define.Make(definition with { Type = type }, $"{definition.Name}.{argument}", indexes, read);
    }

    static bool ReadRawText(in EventContext context, ParameterIndexes indexes, ref FieldValue value)
    {
        var index = indexes[context.Event.Code];
        return index >= 0 && !context.Event.Parameter(index).IsEmpty && value.Set(context.Event.Text(index));
    }

    static FieldType RawType(ParameterType type) => type switch
    {
        ParameterType.CharBuf or ParameterType.FsPath or ParameterType.FsRelPath => Text,
        ParameterType.ByteBuf or ParameterType.SockAddr or ParameterType.SockTuple or ParameterType.FdList or ParameterType.Dyn
            or ParameterType.CharBufArray or ParameterType.CharBufPairArray => Bytes,
        ParameterType.IPv4Addr or ParameterType.IPv6Addr => FieldType.IpAddress,
        ParameterType.RelTime => RelativeTime,
        ParameterType.AbsTime => AbsoluteTime,
        ParameterType.Port => FieldType.Port,
        ParameterType.Bool => Bool,
        ParameterType.Int8 or ParameterType.Int16 or ParameterType.Int32 or ParameterType.Int64 or ParameterType.Errno
            or ParameterType.Fd or ParameterType.Pid or ParameterType.Fd32 or ParameterType.Pid32 => Integer,
        _ => Unsigned,
    };
}
