using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>
/// Where a parameter of one name stands in each event, looked up once when a filter is made, so that reading costs an array access.
/// </summary>
sealed class ParameterIndexes
{
    readonly sbyte[] _indexes = new sbyte[EventTable.CodeCount];

    public ParameterIndexes(string name)
    {
        foreach (var info in EventTable.All)
        {
            var index = info.Status == EventStatus.Unused ? -1 : info.IndexOf(name);
            _indexes[(int)info.Code] = (sbyte)index;
            if (index < 0) continue;
            First ??= info.Parameters[index];
            if (info.Status == EventStatus.Live) FirstLive ??= info.Parameters[index];
        }
    }

    /// <summary>The parameter of the first event that has one of the name; null when none has.</summary>
    public EventParameter? First { get; }

    /// <summary>The same among events that are still produced.</summary>
    public EventParameter? FirstLive { get; }

    /// <summary>The index in events of this code, or -1.</summary>
    public int this[EventCode code] => (int)code < _indexes.Length ? _indexes[(int)code] : -1;
}
