using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>A line for each HTTP request that was answered: &lt; of a server, > of a client.</summary>
sealed class HttpLog(ChiselSurroundings surroundings) : LineChisel(surroundings)
{
    readonly HttpConversations _conversations = new(surroundings);

    public override string Filter => HttpConversations.Filter;

    public override int SnapLength => HttpConversations.SnapLength;

    public override void OnEvent(in EventContext context)
    {
        if (!_conversations.TryTake(context, out var exchange)) return;
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("container"u8, exchange.Container);
            row.Add("process"u8, ProcessName(context));
            row.Add("role"u8, exchange.IsServer ? "server"u8 : "client"u8);
            row.Add("method"u8, exchange.Method);
            row.Add("url"u8, exchange.Url);
            row.Add("response_code"u8, exchange.Status);
            row.Add("latency_ns"u8, exchange.LatencyNs);
            row.Add("size"u8, exchange.Length);
            row.End();
            return;
        }

        Output.Add(Moment(context)).Add(" "u8);
        if (ShowsContainers) Output.AddForeign(exchange.Container).Add(" "u8);
        Output.Add(exchange.IsServer ? "< method="u8 : "> method="u8).AddForeign(exchange.Method).Add(" url="u8).AddForeign(exchange.Url);
        Output.Add(string.Create(CultureInfo.InvariantCulture,
            $" response_code={exchange.Status} latency={exchange.LatencyNs / 1e6:0.000}ms size={exchange.Length}B")).EndLine();
    }
}
