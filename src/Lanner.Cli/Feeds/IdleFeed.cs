using Lanner.Events.Files;

namespace Lanner.Cli;

/// <summary>No events at all: the program runs, and is there for whoever asks it, until it is stopped.</summary>
sealed class IdleFeed : Feed
{
    static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    public override bool IsLive => true;

    public override string SourceName => "nodriver";

    public override CaptureSnapshot Machine => new() { Machine = Capture.Host.HostMachine.Read() };

    public override IReadOnlyList<string> StartNotes => ["no driver is asked for: no events are seen"];

    public override void Run<TVisitor>(ref TVisitor visitor, StopRequest stop)
    {
        using var asked = new ManualResetEventSlim();
        void Wake() => asked.Set();
        stop.Asked += Wake;
        try
        {
            while (!stop.IsAsked)
            {
                LookAround(ref visitor, (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);
                asked.Wait(s_wait);
            }
        }
        finally
        {
            stop.Asked -= Wake;
        }
    }
}
