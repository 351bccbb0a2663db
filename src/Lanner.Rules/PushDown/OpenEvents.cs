using Lanner.Events;

namespace Lanner.Rules.PushDown;

/// <summary>The events of calls that open files.</summary>
public static class OpenEvents
{
    public static IReadOnlyList<EventCode> All { get; } =
        [EventCode.OpenExit, EventCode.OpenatExit, EventCode.Openat2Exit, EventCode.CreatExit, EventCode.OpenByHandleAtExit];

    public static bool Contains(EventCode code) =>
        code is EventCode.OpenExit or EventCode.OpenatExit or EventCode.Openat2Exit or EventCode.CreatExit or EventCode.OpenByHandleAtExit;
}
