namespace Lanner.Events.PushDown;

/// <summary>How a call may have ended. Of connect, "in progress" counts as success.</summary>
[Flags]
public enum CallOutcomes : byte
{
    None = 0,
    Succeeded = 1,
    Failed = 2,
    Any = Succeeded | Failed,
}
