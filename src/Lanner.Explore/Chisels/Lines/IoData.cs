using Lanner.Events;
using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>The data of calls that read and write.</summary>
static class IoData
{
    static readonly sbyte[] s_index = FindIndexes();

    /// <summary>What was read or written, as much as was captured; false for calls that carry no data.</summary>
    public static bool TryGet(in EventContext context, out ReadOnlySpan<byte> data)
    {
        var index = (int)context.Event.Code < s_index.Length ? s_index[(int)context.Event.Code] : (sbyte)-1;
        data = index < 0 ? default : context.Event.Parameter(index);
        return index >= 0;
    }

    public static bool IsRead(in EventContext context) => context.Event.Info.Has(EventFlags.ReadsFromFd);

    public static bool IsWrite(in EventContext context) => context.Event.Info.Has(EventFlags.WritesToFd);

    /// <summary>Bytes that the call moved; below 0 when it failed.</summary>
    public static long Moved(in EventContext context) => context.Event.TryGetResult(out var result) ? result : -1;

    static sbyte[] FindIndexes()
    {
        var indexes = new sbyte[EventTable.CodeCount];
        foreach (var info in EventTable.All) indexes[(int)info.Code] = (sbyte)info.IndexOf("data");
        return indexes;
    }
}
