using Lanner.Events;

namespace Lanner.Capture;

/// <summary>
/// All rings of a source, read as one stream. The events of a process share a ring and stay in order; between rings the one with
/// the oldest ready event goes first, and keeps going until its next event is later than another ring's.
/// </summary>
sealed class RingSet : IDisposable
{
    readonly MappedRing[] _rings;
    readonly RingReader[] _readers;

    public RingSet(int count, uint bytes)
    {
        _rings = new MappedRing[count];
        _readers = new RingReader[count];
        try
        {
            for (var i = 0; i < count; i++)
            {
                _rings[i] = MappedRing.Create(bytes);
                _readers[i] = _rings[i].Reader;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ReadOnlySpan<MappedRing> Rings => _rings;

    public bool HasNews => Array.Exists(_readers, reader => reader.HasNews);

    public IReadOnlyList<RingStatistics> Statistics => Array.ConvertAll(_readers,
        ring => new RingStatistics(ring.Size, ring.Used, ring.EventsRead, ring.Malformed, ring.Corrupt));

    /// <summary>Hands out up to <paramref name="max"/> events and gives their space back.</summary>
    public int Poll<TConsumer>(ref TConsumer consumer, int max) where TConsumer : IEventConsumer, allows ref struct =>
        RingMerge.Poll(_readers, ref consumer, max);

    public void Dispose()
    {
        foreach (var ring in _rings) ring?.Dispose();
    }
}
