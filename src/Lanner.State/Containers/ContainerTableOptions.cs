namespace Lanner.State.Containers;

public sealed record ContainerTableOptions
{
    /// <summary>Containers kept at once. 4096 is forty times what Kubernetes puts on a node.</summary>
    public int Capacity { get; init; } = 4096;

    /// <summary>How long a removed container keeps its detail for events that come late.</summary>
    public TimeSpan RemovedGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After this long without an answer a container's detail is called unavailable.</summary>
    public TimeSpan DetailDeadline { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Wait before the second question; doubled for each further one up to <see cref="MaxRetry"/>.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan MaxRetry { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// Events may yet tell of a container that no source knows, as those of a capture do: its detail is waited for as if an engine had
    /// been asked, and what waited for it in the recorded run waits in the replay.
    /// </summary>
    public bool RecordsFollow { get; init; }

    /// <summary>The reason given when no source can know a container; a replay says that the capture lacks it.</summary>
    public string NoSourceReason { get; init; } = "no engine that could know it is followed";
}
