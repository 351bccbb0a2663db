using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Bytes read and written in each second, a line a second; the last second counts although it is not over.</summary>
sealed class IoBytes(string filter, ChiselSurroundings surroundings) : Chisel(surroundings)
{
    const ulong Second = 1_000_000_000;

    long _in;
    long _out;

    public override string Filter => filter;

    public override ulong IntervalNs => Second;

    public override void OnEvent(in EventContext context)
    {
        var moved = IoData.Moved(context);
        if (moved <= 0) return;
        if (IoData.IsRead(context)) _in += moved;
        else _out += moved;
    }

    public override void OnInterval(ChiselMoment moment) => Print(moment.NowNs / Second * Second);

    public override void OnEnd(ChiselMoment moment)
    {
        if (_in + _out > 0) Print(moment.NowNs);
    }

    void Print(ulong timeNs)
    {
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, timeNs);
            row.Add("in"u8, _in);
            row.Add("out"u8, _out);
            row.Add("total"u8, _in + _out);
            row.End();
        }
        else
        {
            var clock = TimeZoneInfo.ConvertTimeFromUtc(DateTime.UnixEpoch.AddTicks((long)(timeNs / 100)), TimeZoneInfo.Local);
            Output.Add(string.Create(CultureInfo.InvariantCulture, $"{clock:HH:mm:ss} in:{_in} out:{_out} tot:{_in + _out}")).EndLine();
        }

        (_in, _out) = (0, 0);
    }
}
