using Lanner.Events;

namespace Lanner.State.Parsing;

sealed class OtherDescriptorEvents(Descriptors descriptors, ProcessTable processes, PendingChanges pending)
{
    public FileDescriptor? Apply(in EventView e, Process process)
    {
        _ = descriptors;
        _ = processes;
        _ = pending;
        return EventSubjects.FindDescriptor(e, e.Code, process);
    }
}
