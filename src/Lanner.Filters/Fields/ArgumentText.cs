using System.Buffers.Binary;

using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>
/// An event's parameter as text. Most have two forms: the plain one (a number, a path as given) and, where it says more, what that
/// stands for (the names of flags, the file behind a descriptor, the absolute path).
/// </summary>
static class ArgumentText
{
    /// <summary>The plain form; <c>&lt;NA&gt;</c> or <c>NULL</c> for a value that is absent.</summary>
    /// <param name="longestData">Characters of raw data shown.</param>
    public static void AppendPlain(ref ScratchText text, in EventContext context, EventParameter parameter, int longestData)
    {
        var bytes = context.Event.Parameter(parameter.Index);
        if (bytes.IsEmpty)
        {
            text.Append(IsData(parameter.Type) ? "NULL"u8 : "<NA>"u8);
            return;
        }

        switch (parameter.Type)
        {
            case ParameterType.CharBuf or ParameterType.FsPath or ParameterType.FsRelPath:
                text.Append(context.Event.Text(parameter.Index));
                return;
            case ParameterType.ByteBuf: AppendData(ref text, bytes, longestData); return;
            case ParameterType.SockAddr: SocketText.AppendAddress(ref text, bytes, context.Scratch.Form is { PortNames: true }); return;
            case ParameterType.SockTuple: SocketText.AppendTuple(ref text, bytes, context.Scratch.Form is { PortNames: true }); return;
            case ParameterType.FdList: FdListText.Append(ref text, in context, bytes); return;
            case ParameterType.Dyn: DynamicText.Append(ref text, in context, bytes, longestData); return;
            case ParameterType.IPv4Addr or ParameterType.IPv6Addr: text.Append(IpAddress.FromNetworkBytes(bytes)); return;
            default:
                if (context.Event.TryGetInt64(parameter.Index, out var number)) AppendNumber(ref text, parameter, number, bytes);
                else text.Append("<NA>"u8);
                return;
        }
    }

    /// <summary>What the value stands for; appends nothing where the plain form says all.</summary>
    public static void AppendMeaning(ref ScratchText text, in EventContext context, EventParameter parameter)
    {
        if (parameter.Type is ParameterType.FsPath or ParameterType.FsRelPath)
        {
            var path = context.Event.Text(parameter.Index);
            if (path.IsEmpty || path[0] == '/') return;
            var directory = ParameterPath.Directory(in context, parameter);
            if (!directory.IsEmpty) text.AppendPath(directory, path);
            return;
        }

        if (!context.Event.TryGetInt64(parameter.Index, out var number)) return;
        switch (parameter.Type)
        {
            case ParameterType.Errno:
                if (number < 0 && ErrnoNames.FindUtf8(number) is { } error) text.Append(error);
                return;
            case ParameterType.Fd or ParameterType.Fd32: AppendDescriptor(ref text, in context, number); return;
            case ParameterType.Pid or ParameterType.Pid32:
                if (HostReading.FindThread(context.Host, number) is { } thread) text.Append(thread.Name);
                return;
            case ParameterType.SigType:
                if (SignalNames.Find(number) is { } signal) text.Append(signal);
                return;
            case ParameterType.SyscallId: text.Append(SyscallNames.Utf8((int)number)); return;
            case ParameterType.RelTime:
                if (number == -1) text.Append("none"u8);
                else
                {
                    text.Append((ulong)number / 1e9);
                    text.Append((byte)'s');
                }

                return;
            case ParameterType.Uid:
                AppendOwner(ref text, HostReading.FindUser(context.Host, context.Process, (uint)number)?.Name, number);
                return;
            case ParameterType.Gid:
                AppendOwner(ref text, HostReading.FindGroup(context.Host, context.Process, (uint)number)?.Name, number);
                return;
            case ParameterType.Flags8 or ParameterType.Flags16 or ParameterType.Flags32 or ParameterType.Mode:
                AppendFlags(ref text, parameter.Values, (uint)number);
                return;
            case ParameterType.EnumFlags8 or ParameterType.EnumFlags16 or ParameterType.EnumFlags32:
                AppendEnum(ref text, parameter.Values, (uint)number, firstOnly: context.Scratch.Form is not null);
                return;
        }
    }

    /// <summary>
    /// <c>&lt;f&gt;/etc/passwd</c>, <c>&lt;4t&gt;10.0.0.1:4000-&gt;10.0.0.2:80</c>; an error's name for a negative number.
    /// </summary>
    public static void AppendDescriptor(ref ScratchText text, in EventContext context, long number)
    {
        if (number < 0)
        {
            if (number == ParameterPath.WorkingDirectory) text.Append("AT_FDCWD"u8);
            else if (ErrnoNames.FindUtf8(number) is { } error) text.Append(error);
            return;
        }

        var descriptor = context.Descriptor is { } own && own.Number == number ? own : context.Process?.Descriptors.Find(number);
        if (descriptor is null) return;
        text.Append((byte)'<');
        text.Append(DescriptorKindNames.Letter(descriptor.Kind));
        var transport = DescriptorKindNames.Word(descriptor.Transport);
        if (descriptor.IsIp && !transport.IsEmpty) text.Append(transport[0]);
        text.Append((byte)'>');
        if (descriptor.IsIp && context.Scratch.Form is { PortNames: true }) PortText.AppendNamed(ref text, descriptor.Name);
        else text.Append(descriptor.Name);
    }

    /// <summary>Printable ASCII as it is, all else as dots; what is longer ends in an ellipsis within the length allowed.</summary>
    public static void AppendData(ref ScratchText text, ReadOnlySpan<byte> bytes, int longest)
    {
        var shown = bytes.Length > longest ? bytes[..(longest - 3)] : bytes;
        foreach (var single in shown) text.Append(single is >= 0x20 and < 0x7f ? single : (byte)'.');
        if (bytes.Length > longest) text.Append("..."u8);
    }

    static bool IsData(ParameterType type) => type is ParameterType.ByteBuf or ParameterType.SockTuple or ParameterType.FdList
        or ParameterType.CharBufArray or ParameterType.CharBufPairArray or ParameterType.Dyn;

    static void AppendNumber(ref ScratchText text, EventParameter parameter, long number, ReadOnlySpan<byte> bytes)
    {
        switch (parameter.Type)
        {
            case ParameterType.Bool: text.Append(number != 0 ? "true"u8 : "false"u8); return;
            case ParameterType.AbsTime: AppendMoment(ref text, (ulong)number); return;
            case ParameterType.SigSet: AppendSignals(ref text, (uint)number); return;
            case ParameterType.Double: text.Append(BitConverter.Int64BitsToDouble(number)); return;
            case ParameterType.Mode: text.AppendOctal((uint)number); return;
            case ParameterType.Uid or ParameterType.Gid: text.Append((int)(uint)number); return;
            case ParameterType.Flags8 or ParameterType.Flags16 or ParameterType.Flags32 or ParameterType.EnumFlags8
                or ParameterType.EnumFlags16 or ParameterType.EnumFlags32 or ParameterType.Port or ParameterType.L4Proto
                or ParameterType.SockFamily or ParameterType.SigType or ParameterType.SyscallId:
                text.Append(number);
                return;
        }

        switch (parameter.Format)
        {
            case ParameterFormat.Hexadecimal: text.AppendHex(Unsigned(bytes, number)); return;
            case ParameterFormat.Octal: text.AppendOctal(Unsigned(bytes, number)); return;
            default:
                // The format prints unsigned numbers as signed ones of their width; -1 for "all ones" reads better than its value.
                text.Append(bytes.Length switch { 1 => (sbyte)number, 2 => (short)number, 4 => (int)number, _ => number });
                return;
        }
    }

    static ulong Unsigned(ReadOnlySpan<byte> bytes, long number) => bytes.Length switch
    {
        1 => (byte)number,
        2 => (ushort)number,
        4 => (uint)number,
        _ => (ulong)number,
    };

    static void AppendOwner(ref ScratchText text, ReadOnlySpan<byte> name, long number)
    {
        if ((uint)number == uint.MaxValue) text.Append("<NONE>"u8);
        else text.Append(name);
    }

    /// <summary>Greedy in the table's order; bits are taken away as they match, and only an entry of value 0 stands for 0.</summary>
    static void AppendFlags(ref ScratchText text, FlagTable? table, uint value)
    {
        if (table is null) return;
        var rest = value;
        var first = true;
        foreach (var (name, bits) in table.Entries)
        {
            if (bits == 0 ? value != 0 : (rest & bits) != bits) continue;
            if (!first) text.Append((byte)'|');
            text.Append(name);
            first = false;
            rest &= ~bits;
            if (bits == 0) return;
        }
    }

    /// <summary>Every name of the value, as some values have two; lists of events have the first.</summary>
    static void AppendEnum(ref ScratchText text, FlagTable? table, uint value, bool firstOnly)
    {
        if (table is null) return;
        var first = true;
        foreach (var (name, entry) in table.Entries)
        {
            if (entry != value) continue;
            if (!first) text.Append((byte)'|');
            text.Append(name);
            if (firstOnly) return;
            first = false;
        }
    }

    static void AppendSignals(ref ScratchText text, uint set)
    {
        var first = true;
        for (var signal = 1; signal <= 32; signal++)
        {
            if ((set >> (signal - 1) & 1) == 0 || SignalNames.Find(signal) is not { } name) continue;
            if (!first) text.Append((byte)' ');
            text.Append(name);
            first = false;
        }
    }

    static void AppendMoment(ref ScratchText text, ulong timeNs)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(ClockText.Utc(timeNs), TimeZoneInfo.Local);
        var offset = TimeZoneInfo.Local.GetUtcOffset(local);
        ClockText.AppendDateTime(ref text, local, timeNs);
        text.Append(offset < TimeSpan.Zero ? " -"u8 : " +"u8);
        text.Append(Math.Abs(offset.Hours), 2);
        text.Append(Math.Abs(offset.Minutes), 2);
    }
}
