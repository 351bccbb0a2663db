using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Filters;

/// <summary>
/// What one thread needs to evaluate filters of one <see cref="PredicateSet"/>: outcomes within the current event, and the way to
/// those kept on longer-lived owners.
/// </summary>
public sealed class Evaluator
{
    readonly PredicateSet _set;

    /// <summary>For each predicate the number of the event it was evaluated in, doubled, plus its outcome.</summary>
    ulong[] _stamps;
    ulong _event = 1;
    ulong _number;
    PredicateBits _constantBits;

    /// <summary>The host's bits are kept here: all threads share the one host object.</summary>
    PredicateBits _hostBits;

    public Evaluator(PredicateSet set)
    {
        _set = set;
        _stamps = new ulong[Math.Max(set.Count, 16)];
    }

    ulong[] _possible = new ulong[4];
    ulong[] _stage = new ulong[4];
    ulong[] _touched = new ulong[4];

    internal WorkingMemory Memory { get; } = new();

    internal PredicateSet Set => _set;

    /// <summary>
    /// Forgets outcomes of the current event. An event with another number than the last does so by itself; to be called when
    /// the same event is evaluated again in another state.
    /// </summary>
    public void NextEvent() => _event++;

    /// <summary>
    /// When set, detail of a container that has not arrived counts as missing, and nothing is unknown: to decide when waiting is over.
    /// </summary>
    public bool TakesPendingAsMissing { get; set; }

    /// <summary>Tells which event is evaluated now.</summary>
    internal void Enter(in EventContext context)
    {
        if (context.Number == _number) return;
        _number = context.Number;
        _event++;
    }

    /// <summary>Memory for a sieve's outcome.</summary>
    internal Span<ulong> PossibleFilters(int words) => Words(ref _possible, words);

    /// <summary>Memory for what one stage of a sieve leaves possible.</summary>
    internal Span<ulong> StageMask(int words) => Words(ref _stage, words);

    /// <summary>Memory for the guards that an index tells of.</summary>
    internal Span<ulong> TouchedGuards(int words) => Words(ref _touched, words);

    internal Truth Ask(Predicate predicate, in EventContext context)
    {
        var process = context.Process;
        if (predicate.NeedsContainerDetail && !TakesPendingAsMissing && process is not null && process.Container.State == DetailState.Pending)
            return Truth.Unknown;
        switch (predicate.Lifetime)
        {
            case Lifetime.Image when process is not null:
                return Remembered(predicate, context, ref process.ImageBits, _set.Generation);
            case Lifetime.Lineage when process is not null:
                return Remembered(predicate, context, ref process.LineageBits, Epoch(context.Host.LineageEpoch));
            case Lifetime.Container when process is not null:
                return Remembered(predicate, context, ref ContainerBits(process.Container, out var epoch), epoch);
            case Lifetime.Descriptor when context.Descriptor is { } descriptor:
                return Remembered(predicate, context, ref descriptor.Bits, _set.Generation);
            case Lifetime.Constant:
                return Remembered(predicate, context, ref _constantBits, _set.Generation);
            default:
                return RememberedInEvent(predicate, context);
        }
    }

    /// <summary>
    /// One number for the rule set's generation and the owner's: 2^44 changes of the lineages of a host are some thousand
    /// years, a million reloads a year at one each half minute.
    /// </summary>
    internal ulong Epoch(ulong owner) => (_set.Generation << 44) + owner;

    internal ref PredicateBits ContainerBits(Container container, out ulong epoch)
    {
        if (container.IsHost)
        {
            epoch = _set.Generation;
            return ref _hostBits;
        }

        epoch = Epoch(container.DetailVersion);
        return ref container.Bits;
    }

    static Span<ulong> Words(ref ulong[] memory, int words)
    {
        if (memory.Length < words) memory = new ulong[words];
        return memory.AsSpan(0, words);
    }

    Truth Remembered(Predicate predicate, in EventContext context, ref PredicateBits bits, ulong epoch)
    {
        if (!bits.TryGet(predicate.OwnerIndex, epoch, out var outcome))
        {
            outcome = predicate.Test(context, Memory);
            bits.Set(predicate.OwnerIndex, epoch, outcome, _set.CountOf(predicate.Lifetime));
        }

        return outcome ? Truth.True : Truth.False;
    }

    Truth RememberedInEvent(Predicate predicate, in EventContext context)
    {
        if (predicate.Uses <= 1) return predicate.Test(context, Memory) ? Truth.True : Truth.False;
        if (predicate.Index >= _stamps.Length) Array.Resize(ref _stamps, Math.Max(_set.Count, 2 * _stamps.Length));
        ref var stamp = ref _stamps[predicate.Index];
        if (stamp >> 1 != _event) stamp = _event << 1 | (predicate.Test(context, Memory) ? 1UL : 0UL);
        return (Truth)(stamp & 1);
    }
}
