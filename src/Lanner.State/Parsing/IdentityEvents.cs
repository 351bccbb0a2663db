using Lanner.Events;

namespace Lanner.State.Parsing;

sealed class IdentityEvents(ProcessTable processes)
{
    public void Apply(in EventView e, ProcessThread thread) => _ = processes;
}
