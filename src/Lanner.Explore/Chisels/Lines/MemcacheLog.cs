using System.Buffers.Text;
using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Commands get and set that memcached is sent, with the size of what is set.</summary>
sealed class MemcacheLog : LineChisel
{
    readonly string? _method;
    readonly long _size;

    public MemcacheLog(ChiselValues arguments, ChiselSurroundings surroundings)
        : base(surroundings)
    {
        _method = arguments["method"];
        _size = arguments.Number("size", 0);
        if (_method is not (null or "get" or "set")) throw new ChiselException($"method: '{_method}' is neither get nor set");
    }

    public override string Filter => "(fd.sport=11211 or proc.name=memcached) and evt.is_io=true";

    public override int SnapLength => 4096;

    public override void OnEvent(in EventContext context)
    {
        if (!IoData.TryGet(context, out var data)) return;
        var rest = data;
        var method = Word(ref rest);
        var isSet = method.SequenceEqual("set"u8);
        if (!isSet && !method.SequenceEqual("get"u8) || _method is not null && (_method == "set") != isSet) return;
        var key = Word(ref rest);
        if (key.IsEmpty) return;
        var size = 0L;
        if (isSet)
        {
            Word(ref rest);
            Word(ref rest);
            // A set that does not tell its size counts as one of none.
            if (!Utf8Parser.TryParse(Word(ref rest), out size, out _)) size = 0;
            if (size < _size) return;
        }

        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("container"u8, ContainerName(context));
            row.Add("method"u8, method);
            row.Add("size"u8, size);
            row.Add("key"u8, key);
            row.End();
            return;
        }

        Output.Add(Moment(context)).Add(" method="u8).Add(method);
        Output.Add(string.Create(CultureInfo.InvariantCulture, $" size={size}B key=")).AddForeign(key).EndLine();
    }

    /// <summary>The next word of the first line.</summary>
    static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny(" \r\n"u8);
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 || rest[end] != ' ' ? default : rest[(end + 1)..];
        return word;
    }
}
