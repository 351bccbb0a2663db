using System.Buffers.Binary;
using Lanner.Events;

namespace Lanner.Endurance;

/// <summary>Which threads were born in a capture, and where their ids are written in its events.</summary>
sealed class Marks
{
    readonly HashSet<long> _standing;

    public Marks(Gathered gathered)
    {
        _standing = [.. gathered.Beginning.Threads.Select(thread => thread.Tid)];
        HighestStanding = _standing.DefaultIfEmpty(1).Max();
        for (var i = 0; i < gathered.Starts.Count; i++)
        {
            var end = i + 1 < gathered.Starts.Count ? gathered.Starts[i + 1] : gathered.Bytes.Length;
            var view = EventView.Trusted(gathered.Bytes[gathered.Starts[i]..end], default);
            if (view.Tid <= 1 || _standing.Contains(view.Tid)) continue;
            Born.TryAdd(view.Tid, Born.Count);
            if (view.Code == EventCode.ProcexitEnter) Living.Remove(view.Tid);
            else Living.Add(view.Tid);
        }
    }

    /// <summary>By thread, the so-manieth it is.</summary>
    public Dictionary<long, int> Born { get; } = [];

    /// <summary>Of those, who did not end.</summary>
    public HashSet<long> Living { get; } = [];

    public long HighestStanding { get; }

    public IEnumerable<TidPlace> Tids(byte[] bytes, int[] starts)
    {
        for (var i = 0; i < starts.Length; i++)
        {
            var start = starts[i];
            if (Find(bytes, start + 8) is { } own) yield return own;
            var code = (EventCode)BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(start + 20));
            if (EventTable.Get(code).Has(EventFlags.LargePayload)) continue;
            var parameters = EventTable.Get(code).Parameters;
            var count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(start + 22));
            var at = start + EventView.HeaderSize + 2 * count;
            for (var p = 0; p < count; p++)
            {
                var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(start + EventView.HeaderSize + 2 * p));
                // Ids in a container (vtid, vpid) are small and stay; on the host they are those of the host.
                if (length == 8 && p < parameters.Length && parameters[p].Type == ParameterType.Pid && Find(bytes, at) is { } place) yield return place;
                at += length;
            }
        }
    }

    TidPlace? Find(byte[] bytes, int at) => Born.TryGetValue(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at)), out var index) ? new TidPlace(at, index) : null;
}
