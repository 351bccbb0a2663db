namespace Lanner.State.Containers;

/// <summary>How much is known of a container beyond its id.</summary>
public enum DetailState : byte
{
    /// <summary>An engine was asked or is about to be. Detail may already hold what a creation event carried.</summary>
    Pending,
    Known,
    /// <summary>No engine knows it; <see cref="Container.Reason"/> says why. A later answer still makes it known.</summary>
    Unavailable,
}
