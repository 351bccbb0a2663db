using System.Buffers.Binary;
using Lanner.Events;

namespace Lanner.Capture.Tests;

/// <summary>Ring records and a consumer that keeps what it was given.</summary>
static class Records
{
    /// <summary>A close event that carries <paramref name="fd"/>, behind a record header.</summary>
    public static byte[] Close(ulong timeNs, long fd, uint tgid = 7)
    {
        var header = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(header, 0x1234_5678_9abc);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), 42);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), tgid);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(20), 3);
        return [.. header, .. new EventBuilder(EventCode.CloseExit, timeNs, tgid).Set("res", 0).Set("fd", fd).Build()];
    }
}

/// <summary>Remembers time and descriptor of each event, and the origins of the last.</summary>
sealed class Collector : IEventConsumer
{
    public List<(ulong TimeNs, long Fd)> Seen { get; } = [];

    public EventOrigins Origins { get; private set; }

    public IEnumerable<long> Fds => Seen.Select(seen => seen.Fd);

    public void OnEvent(in EventView view)
    {
        Seen.Add((view.TimeNs, view.Int64(1)));
        Origins = view.Origins;
    }
}
