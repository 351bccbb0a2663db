namespace Lanner.State;

/// <summary>What all descriptor tables of a host take together; each table adds and takes away its own part.</summary>
sealed class DescriptorBudget
{
    public int PerProcess { get; init; } = 4096;

    public long Count { get; set; }

    public long Bytes { get; set; }

    public long Evicted { get; set; }
}
