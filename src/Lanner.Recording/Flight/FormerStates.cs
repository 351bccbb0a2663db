using Lanner.Events;

namespace Lanner.Recording.Flight;

/// <summary>A thread as it was before an event changed it.</summary>
/// <param name="TimeNs">Of the event.</param>
/// <param name="Tid">Its number.</param>
/// <param name="State">What it was; null when it was not there, or nothing was known of it.</param>
/// <param name="IsEnd">The event ended it, so <paramref name="State"/> has its descriptors.</param>
readonly record struct FormerState(ulong TimeNs, long Tid, ThreadSnapshot? State, bool IsEnd)
{
    /// <summary>The records and the queue's place.</summary>
    const int RecordSize = 512, DescriptorSize = 256;

    /// <summary>Its process, where that is known.</summary>
    public long Pid => State?.Pid ?? Tid;

    /// <summary>Memory in bytes, an estimate: what is shared with the living counts too.</summary>
    public int Size => State is null ? 64 : RecordSize + State.Args.Length + State.Environment.Length + State.ExePath.Length + State.Cwd.Length
        + State.Cgroups.Length + (State.Descriptors.Count * DescriptorSize);
}

/// <summary>
/// What the threads of one container were before they were born, ran another program, changed their identity or directory, or ended;
/// oldest first. The first record of a thread after a moment tells what it was at that moment.
/// </summary>
sealed class FormerStates
{
    readonly Queue<FormerState> _states = new();

    public int Count => _states.Count;

    public long Bytes { get; private set; }

    /// <summary>Nothing that happened later is missing; 0 when nothing is.</summary>
    public ulong CompleteSinceNs { get; private set; }

    public IEnumerable<FormerState> Since(ulong timeNs) => _states.Where(state => state.TimeNs >= timeNs);

    public int Add(in FormerState state)
    {
        _states.Enqueue(state);
        Bytes += state.Size;
        return state.Size;
    }

    /// <summary>Forgets the oldest record, and gives its size.</summary>
    public int DropOldest()
    {
        var oldest = _states.Dequeue();
        CompleteSinceNs = Math.Max(CompleteSinceNs, oldest.TimeNs + 1);
        Bytes -= oldest.Size;
        return oldest.Size;
    }

    /// <summary>Forgets what no capture can begin before, and gives its size.</summary>
    public int Expire(ulong beforeNs)
    {
        var size = 0;
        while (_states.TryPeek(out var oldest) && oldest.TimeNs < beforeNs) size += DropOldest();
        return size;
    }
}
