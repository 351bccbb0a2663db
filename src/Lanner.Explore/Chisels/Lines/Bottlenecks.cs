using System.Globalization;
using System.Text;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>The ten calls that took longest, the longest first.</summary>
sealed class Bottlenecks(ChiselSurroundings surroundings) : LineChisel(surroundings)
{
    const int Most = 10;

    readonly Field _latency = surroundings.Field("evt.latency");
    readonly Field _type = surroundings.Field("evt.type");
    readonly Field _args = surroundings.Field("evt.args");
    readonly FieldText _text = new();
    readonly List<Slow> _slow = [];

    sealed record Slow(long Ns, ulong TimeNs, ulong Number, byte[] Process, long Tid, string Type, byte[] Args);

    public override string Filter => "evt.type!=switch";

    public override IReadOnlyList<Field> Fields => [_latency];

    public override void OnEvent(in EventContext context)
    {
        var value = new FieldValue();
        if (!_latency.TryGet(context, 0, ref value) || value.Number <= 0 || _slow.Count == Most && value.Number <= _slow[^1].Ns) return;
        var ns = value.Number;
        var slow = new Slow(ns, context.Event.TimeNs, context.Number, ProcessName(context).ToArray(), context.Event.Tid,
            Encoding.UTF8.GetString(_text.Read(_type, context)), _text.Read(_args, context).ToArray());
        var place = _slow.FindIndex(other => ns > other.Ns);
        _slow.Insert(place < 0 ? _slow.Count : place, slow);
        if (_slow.Count > Most) _slow.RemoveAt(Most);
    }

    public override void OnEnd(ChiselMoment moment)
    {
        foreach (var slow in _slow)
        {
            if (Output.Json)
            {
                var row = new JsonRow(Output);
                row.AddTime("time"u8, slow.TimeNs);
                row.Add("latency_ns"u8, slow.Ns);
                row.Add("number"u8, (long)slow.Number);
                row.Add("process"u8, slow.Process);
                row.Add("tid"u8, slow.Tid);
                row.Add("type"u8, slow.Type);
                row.Add("args"u8, slow.Args);
                row.End();
                continue;
            }

            Output.Add(string.Create(CultureInfo.InvariantCulture, $"{slow.Number}) {slow.Ns / 1_000_000_000}.{slow.Ns % 1_000_000_000:000000000} "));
            Output.AddForeign(slow.Process).Add(string.Create(CultureInfo.InvariantCulture, $" ({slow.Tid}) < {slow.Type} ")).AddForeign(slow.Args).EndLine();
        }
    }
}
