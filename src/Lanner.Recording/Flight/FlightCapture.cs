using Lanner.Events.Files;

namespace Lanner.Recording.Flight;

/// <summary>One capture in the making. The event thread has the first half of it, the writing thread the second; they meet at the flag.</summary>
/// <param name="sources">
/// Where its events come from: first the container's own ring, whose events are all in it, then those of the host and the containers
/// around, of whose events only the ones of ancestors are.
/// </param>
sealed class FlightCapture(CaptureSource[] sources)
{
    volatile bool _isOver;

    public CaptureSource[] Sources => sources;

    public EventRing Ring => sources[0].Ring;

    /// <summary>Events before are not in it.</summary>
    public ulong FromNs => sources[0].FromNs;

    /// <summary>It ends with the first event after this time.</summary>
    public ulong EndNs { get; set; }

    /// <summary>The writing thread takes no more: the file is as long as it may be, or cannot be written.</summary>
    public bool IsOver { get => _isOver; set => _isOver = value; }

    /// <summary>Null before it is begun and after it has ended.</summary>
    public CaptureFileWriter? Writer { get; set; }

    /// <summary>Name within the folder.</summary>
    public required string FileName { get; init; }

    /// <summary>The file is there. Belongs to the writing thread.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Time of the first event in it; 0 while there is none.</summary>
    public ulong FirstNs { get; set; }

    /// <summary>Which events of the other sources are in it.</summary>
    public Lineage Lineage { get; } = new();
}

/// <summary>A ring that a capture takes events from, and how far it has.</summary>
/// <param name="ring">The ring.</param>
/// <param name="fromNs">Events before are not taken: memory does not have them all, or the capture begins later.</param>
sealed class CaptureSource(EventRing ring, ulong fromNs)
{
    public EventRing Ring => ring;

    public ulong FromNs => fromNs;

    /// <summary>Up to where the ring's current chunk was handed over.</summary>
    public int Handed { get; set; } = ring.Current?.Length ?? 0;
}
