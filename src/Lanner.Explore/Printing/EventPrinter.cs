using System.Buffers;
using System.Text;

using Lanner.Alerts;
using Lanner.Events;
using Lanner.Filters;

namespace Lanner.Explore.Printing;

/// <summary>How lines of events look.</summary>
public enum PrintStyle : byte
{
    /// <summary>Text as the events have it: for files and other programs.</summary>
    Raw,

    /// <summary>Text in which nothing can steer a terminal.</summary>
    Safe,

    /// <summary>A JSON object a line, its keys sorted.</summary>
    Json,
}

/// <summary>
/// Prints events, one line each, into a buffer. An event is left out when it is one of the stream's own (what containers are, statistics),
/// when the filter does not match, and when a field of the format is missing and the format has no star. Allocates nothing per event.
/// </summary>
public sealed class EventPrinter
{
    readonly OutputFormat _format;
    readonly EventFilter? _filter;
    readonly LineBuffer _to;
    readonly PrintStyle _style;
    readonly OutputMemory _memory;
    readonly ArrayBufferWriter<byte> _line = new(1024);
    readonly EventJsonValues _json;
    readonly (byte[] Key, OutputField Field)[] _fields;

    /// <param name="form">How fields that hold data are written; as on the scratch of the feed.</param>
    public EventPrinter(OutputFormat format, EventFilter? filter, LineBuffer to, PrintStyle style, EventForm? form = null)
    {
        _memory = new OutputMemory { Form = form };
        _format = format;
        _filter = filter;
        _to = to;
        _style = style;
        _json = new EventJsonValues(to);
        _fields = [.. format.Fields.OrderBy(f => f.Name, StringComparer.Ordinal).Select((f, i) => (Key(f.Name, i == 0), f))];
    }

    /// <summary>The stream's own events are printed, too.</summary>
    public bool ShowsInternal { get; init; }

    /// <summary>Nothing is printed: events are only chosen.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Counts the events that the filter lets through, by type; null when nobody asks.</summary>
    public EventTypeCounts? Counts { get; init; }

    /// <summary>True when the event was printed, or would have been.</summary>
    /// <exception cref="IOException">The output takes no more.</exception>
    public bool Print(in EventContext context)
    {
        var isShown = ShowsInternal || !IsInternal(context.Event);
        if (!isShown && Counts is null) return false;
        if (_filter is not null && !_filter.Matches(context)) return false;
        Counts?.Add(context.Event);
        if (!isShown) return false;
        if (IsQuiet) return true;
        if (_style == PrintStyle.Json ? WriteJson(context) : WriteText(context))
        {
            context.Scratch.LastShownNs = context.Event.TimeNs;
            _to.EndLine();
            return true;
        }

        _to.DropLine();
        return false;
    }

    /// <summary>Of the stream's own: not something that a program did.</summary>
    static bool IsInternal(in EventView view) => view.Info.Origin == EventOrigin.MetaEvent || view.Origins.StateOnly;

    bool WriteText(in EventContext context)
    {
        if (_style == PrintStyle.Raw) return _format.Format(context, _memory, _to) || _format.PrintsIncomplete;
        _line.ResetWrittenCount();
        if (!_format.Format(context, _memory, _line) && !_format.PrintsIncomplete) return false;
        SafeText.Write(_line.WrittenSpan, _to);
        return true;
    }

    bool WriteJson(in EventContext context)
    {
        _json.SawMissing = false;
        if (_fields.Length == 0) _to.Append("{"u8);
        foreach (var (key, field) in _fields)
        {
            _to.Append(key);
            field.Write(context, _memory, _json);
        }

        _to.Append("}"u8);
        return !_json.SawMissing || _format.PrintsIncomplete;
    }

    /// <summary>What stands before a value, its separator included.</summary>
    static byte[] Key(string name, bool isFirst)
    {
        var key = new ArrayBufferWriter<byte>();
        key.Write(isFirst ? "{"u8 : ","u8);
        SafeText.WriteJson(Encoding.UTF8.GetBytes(name), key);
        key.Write(":"u8);
        return key.WrittenSpan.ToArray();
    }
}
