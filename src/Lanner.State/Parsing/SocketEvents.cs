using Lanner.Events;

namespace Lanner.State.Parsing;

sealed class SocketEvents(Descriptors descriptors, PendingChanges pending)
{
    public FileDescriptor? Apply(in EventView e, Process process)
    {
        _ = descriptors;
        _ = pending;
        return EventSubjects.FindDescriptor(e, e.Code, process);
    }
}
