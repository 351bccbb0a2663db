using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Which calls <see cref="Slower"/> looks at.</summary>
enum SlowWork : byte
{
    Files,
    Network,
    Calls,
}

/// <summary>Calls that took longer than a limit, a line each below a head: on files, on the network, or any.</summary>
sealed class Slower(SlowWork work, ChiselValues arguments, ChiselSurroundings surroundings) : LineChisel(surroundings)
{
    readonly double _limitNs = arguments.Number("min_ms", 0) * 1e6;
    readonly Field _latency = surroundings.Field("evt.latency");
    readonly Field _type = surroundings.Field("evt.type");
    readonly FieldText _text = new();

    public override string Filter => work switch
    {
        // Terminals and the like wait for people.
        SlowWork.Files => "evt.is_io=true and fd.type=file and not fd.name startswith /dev/",
        SlowWork.Network => "evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6)",
        _ => "evt.type!=switch",
    };

    public override IReadOnlyList<Field> Fields => [_latency];

    public override void OnStart(State.HostState host)
    {
        if (Output.Json) return;
        Line("evt.datetime"u8, "container.id"u8, "container.name"u8, "proc.name"u8, "evt.type"u8, "LATENCY(ms)"u8, "fd.name"u8);
        var rule = "-----------------------------------------"u8;
        Line(rule, rule, rule, rule, work == SlowWork.Calls ? rule[..20] : rule[..8], work == SlowWork.Calls ? rule[..20] : rule[..12], rule);
    }

    public override void OnEvent(in EventContext context)
    {
        var latency = new FieldValue();
        if (!_latency.TryGet(context, 0, ref latency) || latency.Number <= _limitNs) return;
        var ns = latency.Number;
        var type = _text.Read(_type, context);
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("container"u8, ContainerName(context));
            row.Add("container_id"u8, ContainerId(context));
            row.Add("process"u8, ProcessName(context));
            row.Add("type"u8, type);
            row.Add("latency_ns"u8, ns);
            if (work != SlowWork.Calls) row.Add("name"u8, DescriptorName(context));
            row.End();
            return;
        }

        var ms = work == SlowWork.Calls ? (ns / 1e6).ToString("0.######", CultureInfo.InvariantCulture)
            : (ns / 1_000_000).ToString(CultureInfo.InvariantCulture).PadLeft(12);
        Output.Paint(ColourOfPlace(context));
        Line(Moment(context), ContainerId(context), ContainerName(context), ProcessName(context), type, System.Text.Encoding.UTF8.GetBytes(ms), DescriptorName(context));
    }

    void Line(
        ReadOnlySpan<byte> moment, ReadOnlySpan<byte> id, ReadOnlySpan<byte> container, ReadOnlySpan<byte> process, ReadOnlySpan<byte> type,
        ReadOnlySpan<byte> latency, ReadOnlySpan<byte> name)
    {
        Output.AddFixed(moment, 23).Add(" "u8);
        if (ShowsContainers) Output.AddFixed(id, 20).Add(" "u8).AddFixed(container, 20).Add(" "u8);
        Output.AddFixed(process, work == SlowWork.Calls ? 23 : 12).Add(" "u8);
        if (work == SlowWork.Calls) Output.AddPadded(latency, 20).Add(" "u8).Add(type);
        else Output.AddPadded(type, 8).Add(" "u8).AddPadded(latency, 12).Add(" "u8).AddForeign(name);
        Output.EndLine();
    }
}
