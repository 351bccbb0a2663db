using Lanner.Events;

namespace Lanner.Recording.Flight;

/// <summary>The events of several sources, in the order in which they came. The first source is the capture's own.</summary>
sealed class MergedEvents
{
    readonly IReadOnlyList<IReadOnlyList<ChunkPart>> _sources;
    readonly (int Part, int At)[] _places;

    public MergedEvents(IReadOnlyList<IReadOnlyList<ChunkPart>> sources)
    {
        _sources = sources;
        _places = new (int, int)[sources.Count];
        for (var i = 0; i < _places.Length; i++) _places[i] = (0, sources[i].Count > 0 ? sources[i][0].From : 0);
    }

    /// <summary>The next event, the process it is about, and the number of its source. False at the end.</summary>
    public bool TryNext(out EventView e, out int pid, out int source)
    {
        source = -1;
        uint first = 0;
        for (var i = 0; i < _places.Length; i++)
        {
            if (!TryPeek(i, out var order) || (source >= 0 && (int)(order - first) >= 0)) continue;
            source = i;
            first = order;
        }

        e = default;
        pid = 0;
        if (source < 0) return false;
        ref var place = ref _places[source];
        e = _sources[source][place.Part].Chunk.Read(ref place.At, out pid);
        return true;
    }

    bool TryPeek(int source, out uint order)
    {
        order = 0;
        ref var place = ref _places[source];
        var parts = _sources[source];
        while (place.Part < parts.Count && place.At >= parts[place.Part].To)
        {
            place.Part++;
            place.At = place.Part < parts.Count ? parts[place.Part].From : 0;
        }

        if (place.Part >= parts.Count) return false;
        order = parts[place.Part].Chunk.OrderAt(place.At);
        return true;
    }
}
