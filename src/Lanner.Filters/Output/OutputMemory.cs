using System.Buffers;

namespace Lanner.Filters;

/// <summary>Memory for writing formats, used again from event to event; one for each thread.</summary>
public sealed class OutputMemory
{
    /// <summary>Data that is no text is written in Base64; otherwise what is not printable becomes a point.</summary>
    public bool Base64 { get; init; }

    /// <summary>The form in which lists of events have data; null for that of rules.</summary>
    public EventForm? Form { get; init; }

    internal WorkingMemory Working { get; } = new();

    /// <summary>Where a value is written that must be padded or cut.</summary>
    internal ArrayBufferWriter<byte> Column { get; } = new();
}
