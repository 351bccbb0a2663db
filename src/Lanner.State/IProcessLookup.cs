using System.Diagnostics.CodeAnalysis;
using Lanner.Events;

namespace Lanner.State;

/// <summary>Where state asks for a thread whose birth it did not see: /proc when live. A replay has none.</summary>
public interface IProcessLookup
{
    /// <summary>
    /// Reads a thread as it is now. Called on the event thread, so it must be quick. False when it is gone or may not be read.
    /// </summary>
    bool TryRead(int tid, [NotNullWhen(true)] out ThreadSnapshot? snapshot);
}
