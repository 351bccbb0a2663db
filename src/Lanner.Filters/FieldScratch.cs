using System.Text;

namespace Lanner.Filters;

/// <summary>
/// Memory that fields put composed values into, reused from event to event; one per evaluating thread. It grows to the longest
/// value seen and never beyond <see cref="Limit"/>.
/// </summary>
public sealed class FieldScratch
{
    /// <summary>Longest composed value in bytes: the format's own limit for a parameter.</summary>
    public const int Limit = 65_536;

    byte[] _bytes = new byte[512];

    /// <summary>How lists of events write parameters, data and the time; null as rules do.</summary>
    public EventForm? Form { get; set; }

    /// <summary>Time of the event shown before, for lists that tell what has passed since; 0 before the first.</summary>
    public ulong LastShownNs { get; set; }

    /// <summary>Room for at least <paramref name="length"/> bytes (cut to <see cref="Limit"/>), content undefined.</summary>
    public Span<byte> Take(int length)
    {
        length = Math.Min(length, Limit);
        if (_bytes.Length < length) _bytes = new byte[Math.Min(Limit, Math.Max(length, 2 * _bytes.Length))];
        return _bytes;
    }

    /// <summary>For values that are built piece by piece off the hot path (arguments as text, flags as names).</summary>
    public StringBuilder Builder { get; } = new();

    /// <summary>The builder's text as UTF-8 in this memory.</summary>
    public ReadOnlySpan<byte> BuiltText()
    {
        var memory = Take(Encoding.UTF8.GetMaxByteCount(Math.Min(Builder.Length, Limit / 3)));
        var length = 0;
        foreach (var chunk in Builder.GetChunks())
        {
            Encoding.UTF8.TryGetBytes(chunk.Span, memory[length..], out var written);
            length += written;
        }

        return memory[..length];
    }
}
