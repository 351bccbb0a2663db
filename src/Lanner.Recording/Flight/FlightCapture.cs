using Lanner.Events.Files;

namespace Lanner.Recording.Flight;

/// <summary>One capture in the making. The event thread has the first half of it, the writing thread the second; they meet at the flag.</summary>
sealed class FlightCapture(EventRing ring, ulong fromNs)
{
    volatile bool _isOver;

    public EventRing Ring => ring;

    /// <summary>Events before are not in it.</summary>
    public ulong FromNs => fromNs;

    /// <summary>It ends with the first event after this time.</summary>
    public ulong EndNs { get; set; }

    /// <summary>Up to where the ring's current chunk was handed over.</summary>
    public int Handed { get; set; }

    /// <summary>The writing thread takes no more: the file is as long as it may be, or cannot be written.</summary>
    public bool IsOver { get => _isOver; set => _isOver = value; }

    /// <summary>Null before it is begun and after it has ended.</summary>
    public CaptureFileWriter? Writer { get; set; }

    /// <summary>Name within the folder.</summary>
    public string FileName { get; set; } = "";

    /// <summary>Time of the first event in it; 0 while there is none.</summary>
    public ulong FirstNs { get; set; }
}
