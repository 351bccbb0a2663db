using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>One container or sandbox of a listing. The id is empty when it is longer than any real one.</summary>
readonly record struct CriListEntry(string Id, ContainerDetail Partial);
