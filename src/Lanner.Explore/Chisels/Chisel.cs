using Lanner.Filters;
using Lanner.State;

namespace Lanner.Explore.Chisels;

/// <summary>
/// A small analysis of a stream of events, known by a name: made anew for each run and each capture. All calls come from the thread that
/// runs the feed.
/// </summary>
public abstract class Chisel(ChiselSurroundings surroundings)
{
    protected ChiselSurroundings Surroundings { get; } = surroundings;

    protected ChiselOutput Output => Surroundings.Output;

    /// <summary>Its own condition on events; empty for every event. The user's own is joined to it.</summary>
    public virtual string Filter => "";

    /// <summary>Fields it reads beside what its condition does, as far as they decide what the kernel must tell (how long calls take).</summary>
    public virtual IReadOnlyList<Field> Fields => [];

    /// <summary>Bytes of data that events should carry; 0 when it does not look at data.</summary>
    public virtual int SnapLength => 0;

    /// <summary>Nanoseconds from one <see cref="OnInterval"/> to the next; 0 for none.</summary>
    public virtual ulong IntervalNs => 0;

    /// <summary>Statistics of processes are among the events it wants: live, processor time is then read once a second.</summary>
    public virtual bool WantsProcessorTime => false;

    /// <summary>Tells what stands, and looks at no event: it needs the state of one moment.</summary>
    public virtual bool IsListing => false;

    /// <summary>It wants no more events.</summary>
    public bool IsDone { get; protected set; }

    /// <summary>Before the first event; live, when capturing has begun.</summary>
    public virtual void OnStart(HostState host)
    {
    }

    /// <summary>An event that the conditions let through.</summary>
    public abstract void OnEvent(in EventContext context);

    /// <summary>An interval is over.</summary>
    public virtual void OnInterval(ChiselMoment moment)
    {
    }

    /// <summary>The stream has ended.</summary>
    public virtual void OnEnd(ChiselMoment moment)
    {
    }
}

/// <summary>A moment at which a chisel shows what it has.</summary>
/// <param name="NowNs">By the clock of the events, ns since the epoch.</param>
/// <param name="SpanNs">Time since the moment before, or since the first event.</param>
public readonly record struct ChiselMoment(ulong NowNs, ulong SpanNs);
