using Lanner.Events.Files;
using Lanner.Rules;

namespace Lanner.Recording.Flight;

/// <summary>An alert and what its capture begins with.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="ToNs">When the capture is to end, as far as this alert goes.</param>
sealed record CaptureBeginning(Alert Alert, ulong ToNs)
{
    /// <summary>State at the alert.</summary>
    public CaptureSnapshot Tables { get; init; } = new();

    /// <summary>What processes of all its sources were before they came to that, in order of time, and whether they are of the container.</summary>
    public IReadOnlyList<(FormerState State, bool IsOwn)> Former { get; init; } = [];

    /// <summary>Events that tell of the container.</summary>
    public IReadOnlyList<byte[]> Containers { get; init; } = [];
}
