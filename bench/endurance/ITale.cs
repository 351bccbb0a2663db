using Lanner.Events;
using Lanner.Events.Files;

namespace Lanner.Endurance;

/// <summary>What happens on a host, told in rounds without end: each goes on where the one before ended, in time and in new ids.</summary>
interface ITale
{
    /// <summary>What stood when it began.</summary>
    CaptureSnapshot Beginning { get; }

    /// <summary>Tells the events of a round, from 0.</summary>
    void Tell<TConsumer>(long round, TConsumer to) where TConsumer : IEventConsumer;
}
