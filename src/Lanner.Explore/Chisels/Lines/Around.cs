using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Shows each event that the user's filter matches, and saves what its thread did around it.</summary>
sealed class Around : SavingChisel
{
    public Around(ChiselValues arguments, ChiselSurroundings surroundings)
        : base(arguments, surroundings)
    {
        if (string.IsNullOrWhiteSpace(surroundings.UserFilter)) throw new ChiselException("needs a filter behind its arguments: the events to save what is around");
    }

    public override void OnEvent(in EventContext context)
    {
        Pick(context);
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("process"u8, ProcessName(context));
            row.Add("tid"u8, context.Event.Tid);
            row.End();
            return;
        }

        Output.Add(FineClock(context)).Add(" "u8).AddForeign(ProcessName(context));
        Output.Add(string.Create(CultureInfo.InvariantCulture, $"({context.Event.Tid})")).EndLine();
    }
}
