using System.Buffers.Binary;
using Lanner.Events;
using Lanner.Filters;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Rules;

/// <summary>
/// An event kept until its container's detail is known: its bytes, its process with ancestors, and its descriptor, as they were;
/// and the rules that wait for it. Owned; nothing in it changes but the container.
/// </summary>
sealed class PendingEvent
{
    /// <summary>What an event keeps alive beside its bytes, roughly: objects of the process, its ancestors and the descriptor.</summary>
    const int Overhead = 4096;

    readonly byte[] _bytes;
    readonly EventOrigins _origins;
    readonly EventSubject _subject;
    readonly HostState _host;

    public PendingEvent(in EventContext context, ulong deadlineNs)
    {
        var process = context.Process!.Freeze();
        _bytes = context.Event.Bytes.ToArray();
        _origins = context.Event.Origins;
        _subject = new EventSubject(context.Thread!.Freeze(process), context.Descriptor?.Freeze());
        _host = context.Host;
        Number = context.Number;
        Container = process.Container;
        DeadlineNs = deadlineNs;
    }

    public ulong Number { get; }

    public Container Container { get; }

    public ulong DeadlineNs { get; }

    public EventCode Code => (EventCode)BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(20));

    /// <summary>
    /// Rules that matched and wait for their output, and rules whose condition hangs on the detail; as positions among the rules of
    /// the event's code, in order.
    /// </summary>
    public List<PendingRule> Rules { get; } = [];

    public int Size => _bytes.Length + Overhead;

    internal LinkedListNode<PendingEvent>? InOrder { get; set; }

    internal LinkedListNode<PendingEvent>? InContainer { get; set; }

    public EventContext Context(FieldScratch scratch) =>
        new(EventView.Trusted(_bytes, _origins), _host, _subject, Number, scratch);
}

/// <summary>A rule that waits with an event.</summary>
/// <param name="Entry">Its position among the rules of the event's code.</param>
/// <param name="Matched">Its condition holds.</param>
/// <param name="Alerts">It alerts: only its output waits.</param>
/// <param name="Recollection">What led to the alert; null for rules that look at one event alone.</param>
readonly record struct PendingRule(int Entry, bool Matched, bool Alerts, Recollection? Recollection);
