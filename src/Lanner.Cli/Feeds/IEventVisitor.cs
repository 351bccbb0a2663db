using Lanner.Filters;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>
/// What a verb does with events. Implemented by structs, so that a feed's loop is compiled for each verb. All calls come from the
/// thread that runs the feed.
/// </summary>
interface IEventVisitor
{
    /// <summary>An event that state has taken in; valid during the call.</summary>
    void Visit(in EventContext context);

    /// <summary>Called between batches, at least every few milliseconds, also when no event comes.</summary>
    /// <param name="nowNs">The time by the clock of the events.</param>
    /// <param name="changed">Containers of which something new is known since the last call; mostly none.</param>
    void Between(ulong nowNs, IReadOnlyList<Container> changed);
}
