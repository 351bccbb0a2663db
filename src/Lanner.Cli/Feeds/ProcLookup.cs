using System.Diagnostics.CodeAnalysis;

using Lanner.Capture.Proc;
using Lanner.Events;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>Lets state ask /proc for a thread whose birth was not seen.</summary>
sealed class ProcLookup(ProcReader processes) : IProcessLookup
{
    public bool TryRead(int tid, [NotNullWhen(true)] out ThreadSnapshot? snapshot) => processes.TryRead(tid, out snapshot);
}
