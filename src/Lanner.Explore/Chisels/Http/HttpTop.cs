using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>HTTP requests by how often they came, how long they took on average, or how much was answered.</summary>
sealed class HttpTop : PaintedTable
{
    readonly string _by;
    readonly HttpConversations _conversations;
    readonly KeyTable _counts = new();
    readonly KeyTable _sums = new();
    readonly FieldText _key = new();

    public HttpTop(string by, ChiselSurroundings surroundings)
        : base(surroundings, Shape(by, surroundings.ShowContainers))
    {
        _by = by;
        _conversations = new HttpConversations(surroundings);
    }

    public override string Filter => HttpConversations.Filter;

    public override int SnapLength => HttpConversations.SnapLength;

    public override void OnEvent(in EventContext context)
    {
        if (!_conversations.TryTake(context, out var exchange)) return;
        _key.Clear();
        if (Surroundings.ShowContainers)
        {
            _key.Append(exchange.Container);
            _key.Append(TablePrinter.Separator);
        }

        _key.Append(exchange.Method);
        _key.Append(TablePrinter.Separator);
        _key.Append(exchange.Url);
        _counts.Add(_key.Bytes, 1);
        _sums.Add(_key.Bytes, _by == "time" ? exchange.LatencyNs : exchange.Length);
    }

    protected override void Gather()
    {
        // Both tables have had the same keys in the same order.
        for (var i = 0; i < _counts.Count; i++)
        {
            var count = _counts.Sum(i);
            Table.Add(_counts.Key(i), _by switch { "time" => _sums.Sum(i) / count, "bytes" => _sums.Sum(i), _ => count });
        }

        _counts.Clear();
        _sums.Clear();
    }

    static TableShape Shape(string by, bool withContainers)
    {
        KeyColumn[] keys = [new("method", "method"), new("url", "url")];
        var unit = by switch
        {
            "ncalls" => Unit.None,
            "time" => Unit.Time,
            "bytes" => Unit.Bytes,
            _ => throw new ChiselException($"by: '{by}' is none of ncalls, time, bytes"),
        };
        return new TableShape { Keys = withContainers ? [new("container", "container"), .. keys] : keys, Value = by, ValueTitle = by, Unit = unit, Top = 30 };
    }
}
