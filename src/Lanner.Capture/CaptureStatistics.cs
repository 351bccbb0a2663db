using Lanner.Events;

namespace Lanner.Capture;

/// <summary>How one ring stands.</summary>
/// <param name="SizeBytes">Bytes it holds.</param>
/// <param name="UsedBytes">Bytes waiting to be read.</param>
/// <param name="EventsRead">Events handed to the consumer.</param>
/// <param name="Malformed">Records that did not read as an event.</param>
/// <param name="Corrupt">Times its content had to be given up as a whole.</param>
public readonly record struct RingStatistics(ulong SizeBytes, ulong UsedBytes, ulong EventsRead, ulong Malformed, ulong Corrupt);

/// <summary>A snapshot of the counters of a live source, all since it was opened.</summary>
public sealed record CaptureStatistics
{
    /// <summary>Events handed to the consumer.</summary>
    public ulong EventsRead { get; init; }

    /// <summary>Events the probe put into rings.</summary>
    public ulong Submitted { get; init; }

    /// <summary>Calls of interest that a condition turned away in the kernel.</summary>
    public ulong Filtered { get; init; }

    /// <summary>Opens that were not reported because they met none of <see cref="LiveOptions.Opens"/>.</summary>
    public ulong HeldBack { get; init; }

    /// <summary>Of these, told later for state because an event about the descriptor followed.</summary>
    public ulong ToldLater { get; init; }

    /// <summary>Events lost, all reasons together.</summary>
    public ulong Dropped { get; init; }

    /// <summary>Events lost by reason, in the probe's words without their prefix: <c>ring_full</c>, <c>too_large</c>, ...</summary>
    public IReadOnlyList<(string Reason, ulong Count)> DropsByReason { get; init; } = [];

    /// <summary>Events lost by what they were; only those with a count.</summary>
    public IReadOnlyList<(EventCode Code, ulong Count)> DropsByCode { get; init; } = [];

    /// <summary>Events lost by process, most first; the kernel keeps the last thousand or so processes.</summary>
    public IReadOnlyList<(int Pid, ulong Count)> DropsByProcess { get; init; } = [];

    /// <summary>Events put into rings and events lost, by processor.</summary>
    public IReadOnlyList<(ulong Submitted, ulong Dropped)> ByCpu { get; init; } = [];

    /// <summary>All counters of the probe under the probe's names, those above included.</summary>
    public IReadOnlyList<(string Name, ulong Count)> Counters { get; init; } = [];

    public IReadOnlyList<RingStatistics> Rings { get; init; } = [];
}
