namespace Lanner.Events;

/// <summary>Takes events one by one, oldest first. Implemented by structs where speed counts: the source's loop is then compiled for it.</summary>
public interface IEventConsumer
{
    /// <summary>The view and what it points at are valid during the call only.</summary>
    void OnEvent(in EventView view);
}

/// <summary>Where events come from: the running kernel or a capture file. One thread polls; it owns the views it is given.</summary>
public interface IEventSource : IDisposable
{
    /// <summary>
    /// Hands at most <paramref name="maxEvents"/> events to the consumer without waiting, and returns how many. 0 means that there
    /// are none now.
    /// </summary>
    int Poll<TConsumer>(ref TConsumer consumer, int maxEvents) where TConsumer : IEventConsumer, allows ref struct;

    /// <summary>True when no event will come any more: the file is read to its end, or the source was stopped and is empty.</summary>
    bool IsFinished { get; }

    /// <summary>
    /// To be called when a poll returned 0: waits until asking again is worthwhile, or the source is woken, but no longer than
    /// <paramref name="longest"/>.
    /// </summary>
    void Wait(TimeSpan longest);
}
