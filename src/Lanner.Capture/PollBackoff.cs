namespace Lanner.Capture;

/// <summary>
/// How long to sleep between polls. The probe wakes nobody, since a wake-up per event costs the traced program more than the event
/// does; so the reader looks again after a time that shrinks while events come in masses and grows to 10 ms while they do not.
/// </summary>
struct PollBackoff
{
    /// <summary>Polls that bring fewer events than this are worth a pause: the next one brings them together.</summary>
    const int BusyEvents = 256;

    const int LongestMs = 10;
    const int YieldsBeforeSleep = 2;

    int _idlePolls;

    /// <summary>Milliseconds to sleep next; 0 means to give way to other threads only.</summary>
    public int DelayMs { get; private set; }

    /// <summary>Takes note of what a poll brought.</summary>
    public void Polled(int events)
    {
        if (events >= BusyEvents) (_idlePolls, DelayMs) = (0, 0);
        else if (events > 0) (_idlePolls, DelayMs) = (YieldsBeforeSleep, Math.Max(1, DelayMs / 2));
        else if (_idlePolls < YieldsBeforeSleep) _idlePolls++;
        else DelayMs = Math.Clamp(DelayMs * 3 / 2 + 1, 1, LongestMs);
    }
}
