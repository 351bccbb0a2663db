using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Filters;

/// <summary>
/// Says, for an event, which of a list of filters can match at all; the others are certainly false, and need not be looked at. What the
/// process image, its ancestors, its container and the descriptor exclude is found once for each of them and kept there as a mask, so
/// most events only join some words. All filters are of one <see cref="PredicateSet"/>. Immutable and shared by threads.
/// </summary>
public sealed class FilterSieve
{
    readonly PredicateSet _set;
    readonly ulong[] _all;
    readonly OwnerMasks? _container;
    readonly OwnerMasks? _image;
    readonly OwnerMasks? _lineage;
    readonly OwnerMasks? _descriptor;
    readonly SieveStage? _event;

    /// <param name="filters">In the order in which positions are counted.</param>
    public FilterSieve(PredicateSet set, IReadOnlyList<CompiledFilter> filters)
    {
        _set = set;
        _all = FilterMask.Of(filters.Count, Enumerable.Range(0, filters.Count));
        Node[] roots = [.. filters.Select(filter => filter.Root)];
        _container = OwnerMasks.Of(set, roots, Lifetime.Container);
        _image = OwnerMasks.Of(set, roots, Lifetime.Image);
        _lineage = OwnerMasks.Of(set, roots, Lifetime.Lineage);
        _descriptor = OwnerMasks.Of(set, roots, Lifetime.Descriptor);
        _event = new StageBuilder(roots, Lifetime.Event).Build();
    }

    /// <summary>
    /// The filters that may match, as bits by position, or nothing when there are none; valid until the evaluator is used for another sieve.
    /// </summary>
    public ReadOnlySpan<ulong> Possible(in EventContext context, Evaluator evaluator)
    {
        evaluator.Enter(context);
        var possible = evaluator.PossibleFilters(_all.Length);
        _all.CopyTo(possible);
        if (context.Process is { } process)
        {
            if (_image is not null && !_image.Keep(possible, context, evaluator, ref process.ImageBits, _set.Generation)) return default;
            var container = process.Container;
            if (_container is not null && container.State != DetailState.Pending
                && !_container.Keep(possible, context, evaluator, ref evaluator.ContainerBits(container, out var detail), detail)) return default;
            if (_lineage is not null && !_lineage.Keep(possible, context, evaluator, ref process.LineageBits, evaluator.Epoch(context.Host.LineageEpoch)))
                return default;
        }

        // A mask that the descriptor has already costs less than the event's own values, one that must be made costs more.
        var descriptor = _descriptor is null ? null : context.Descriptor;
        if (descriptor is not null && _descriptor!.TryKeep(possible, descriptor.Bits, _set.Generation))
        {
            if (FilterMask.IsEmpty(possible)) return default;
            descriptor = null;
        }

        if (_event is not null)
        {
            _event.AskShared(context, evaluator, possible);
            if (FilterMask.IsEmpty(possible)) return default;
        }

        if (descriptor is not null && !_descriptor!.Keep(possible, context, evaluator, ref descriptor.Bits, _set.Generation)) return default;
        _event?.AskOwn(context, evaluator, possible);
        return FilterMask.IsEmpty(possible) ? default : possible;
    }
}

/// <summary>A stage whose outcome is kept on the owners of its lifetime.</summary>
sealed class OwnerMasks
{
    readonly SieveStage _stage;
    readonly PredicateSet _set;
    readonly Lifetime _lifetime;
    readonly int _at;
    readonly ulong _number;

    OwnerMasks(SieveStage stage, PredicateSet set, Lifetime lifetime, int words)
    {
        _stage = stage;
        _set = set;
        _lifetime = lifetime;
        (_at, _number) = set.PlaceMask(lifetime, words);
    }

    public static OwnerMasks? Of(PredicateSet set, Node[] roots, Lifetime lifetime) => new StageBuilder(roots, lifetime).Build() is { } stage
        ? new OwnerMasks(stage, set, lifetime, FilterMask.WordsFor(roots.Length))
        : null;

    /// <summary>Takes out what the owner is known to exclude. False when that is not known yet.</summary>
    public bool TryKeep(Span<ulong> possible, in PredicateBits bits, ulong epoch)
    {
        if (!bits.TryGetMask(_at, _number, possible.Length, epoch, out var mask)) return false;
        FilterMask.Keep(possible, mask);
        return true;
    }

    /// <summary>Takes out what the owner excludes. False when nothing is left.</summary>
    public bool Keep(Span<ulong> possible, in EventContext context, Evaluator evaluator, ref PredicateBits bits, ulong epoch)
    {
        if (bits.TryGetMask(_at, _number, possible.Length, epoch, out var mask)) return FilterMask.Keep(possible, mask);
        var found = evaluator.StageMask(possible.Length);
        if (_stage.Sieve(context, evaluator, found)) bits.SetMask(_at, _number, found, epoch, _set.MaskWords(_lifetime));
        return FilterMask.Keep(possible, found);
    }
}
