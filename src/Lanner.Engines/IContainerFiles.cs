using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>
/// What an engine keeps of its containers in files of its own. They are there before the engine's API answers, and without it. Private
/// formats: where they cannot be read, the API is what is left.
/// </summary>
interface IContainerFiles
{
    /// <summary>Null when it is not there, too long or not as expected; partial when only a part is written yet.</summary>
    ContainerDetail? TryRead(string id);
}
