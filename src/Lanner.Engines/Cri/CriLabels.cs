using Lanner.Engines.Grpc;
using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>Collects the labels of a message, which protobuf spreads over it as entries of a map; bounded in number.</summary>
sealed class CriLabels
{
    readonly List<ContainerLabel> _labels = [];

    /// <summary>Takes the entry the reader stands at.</summary>
    public void Add(scoped in ProtoReader reader)
    {
        if (_labels.Count >= JsonText.MaxItems)
            return;
        reader.Entry(out var key, out var value);
        _labels.Add(new ContainerLabel(JsonText.Cut(key), JsonText.Cut(value)));
    }

    /// <summary>By key: maps have no order of their own, and the same container should always read the same.</summary>
    public ContainerLabel[] ToArray() => [.. _labels.OrderBy(label => label.Key, ByteOrder.Instance)];

    sealed class ByteOrder : IComparer<byte[]>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
