namespace Lanner.State.Containers;

/// <summary>One name of a cgroup path together with the names before it that shapes look at.</summary>
readonly ref struct CgroupSegment
{
    public ReadOnlySpan<byte> Text { get; private init; }

    public ReadOnlySpan<byte> Parent { get; private init; }

    public ReadOnlySpan<byte> Grandparent { get; private init; }

    /// <summary>The first name of the path.</summary>
    public ReadOnlySpan<byte> Root { get; private init; }

    /// <summary>Counts from 1.</summary>
    public int Depth { get; private init; }

    /// <summary>True below a directory or slice of Kubernetes' pods.</summary>
    public bool InKubepods { get; private init; }

    public CgroupSegment Next(ReadOnlySpan<byte> text) => new()
    {
        Text = text,
        Parent = Text,
        Grandparent = Parent,
        Root = Depth == 0 ? text : Root,
        Depth = Depth + 1,
        InKubepods = InKubepods || text.StartsWith("kubepods"u8),
    };
}
