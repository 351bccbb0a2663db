using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters;

/// <summary>Everything a field may read: the event in place and what it is about. Made once an event, passed by reference.</summary>
public readonly ref struct EventContext
{
    public EventContext(EventView view, HostState host, EventSubject subject, ulong number, FieldScratch scratch)
    {
        Event = view;
        Host = host;
        Thread = subject.Thread;
        Process = subject.Thread?.Process;
        Descriptor = subject.Descriptor;
        Number = number;
        Scratch = scratch;
    }

    public EventView Event { get; private init; }

    /// <summary>The event as an old capture has it, where <see cref="Event"/> is what was made of it; without bytes elsewhere.</summary>
    public EventView Written { get; init; }

    public HostState Host { get; }

    /// <summary>The same about the event as it was written.</summary>
    public EventContext AsWritten() => Written.Bytes.IsEmpty ? this : this with { Event = Written };

    /// <summary>Null for events without a thread.</summary>
    public ProcessThread? Thread { get; }

    /// <summary>Null for events without a thread.</summary>
    public Process? Process { get; }

    /// <summary>The descriptor the event made or used, if any.</summary>
    public FileDescriptor? Descriptor { get; }

    /// <summary>Number of the event in this run, from 1.</summary>
    public ulong Number { get; }

    /// <summary>Memory for values that must be put together.</summary>
    public FieldScratch Scratch { get; }

    /// <summary>What led to an alert, for its output; null in conditions and for rules that look at one event alone.</summary>
    public Recollection? Recollection { get; init; }
}
