using Lanner.Events;

namespace Lanner.State;

/// <summary>The events that state must see: what a producer never filters out.</summary>
static class StateNeeds
{
    /// <summary>
    /// Without these, processes, their paths or the names of their descriptors are wrong. Closing is not among them: a number
    /// that is used again replaces what was there. For that, all that makes descriptors is.
    /// </summary>
    public static ReadOnlySpan<EventCode> Required => s_required;

    /// <summary>
    /// What a consumer adds that wants the table of descriptors exact at any moment (a recorder, a list of open files).
    /// </summary>
    public static ReadOnlySpan<EventCode> Descriptors => s_descriptors;

    static readonly EventCode[] s_required =
    [
        // Birth, image and death.
        EventCode.CloneExit, EventCode.Clone3Exit, EventCode.ForkExit, EventCode.VforkExit,
        EventCode.ExecveExit, EventCode.ExecveatExit, EventCode.ProcexitEnter,
        // Identity.
        EventCode.SetuidExit, EventCode.SetreuidExit, EventCode.SetresuidExit,
        EventCode.SetgidExit, EventCode.SetregidExit, EventCode.SetresgidExit,
        EventCode.SetsidExit, EventCode.SetpgidExit, EventCode.CapsetExit, EventCode.PrctlExit,
        // What paths are relative to.
        EventCode.ChdirExit, EventCode.FchdirExit, EventCode.ChrootExit,
        // Descriptors come to be.
        EventCode.OpenExit, EventCode.OpenatExit, EventCode.Openat2Exit, EventCode.CreatExit, EventCode.OpenByHandleAtExit,
        EventCode.SocketExit, EventCode.SocketpairExit, EventCode.AcceptExit, EventCode.Accept4Exit,
        EventCode.PipeExit, EventCode.Pipe2Exit, EventCode.DupExit, EventCode.Dup2Exit, EventCode.Dup3Exit, EventCode.FcntlExit,
        EventCode.EventfdExit, EventCode.Eventfd2Exit, EventCode.SignalfdExit, EventCode.Signalfd4Exit,
        EventCode.TimerfdCreateExit, EventCode.InotifyInitExit, EventCode.InotifyInit1Exit,
        EventCode.EpollCreateExit, EventCode.EpollCreate1Exit, EventCode.UserfaultfdExit, EventCode.MemfdCreateExit,
        EventCode.PidfdOpenExit, EventCode.PidfdGetfdExit, EventCode.BpfExit, EventCode.IoUringSetupExit,
        // Sockets get their addresses.
        EventCode.BindExit, EventCode.ListenExit, EventCode.ConnectExit,
    ];

    static readonly EventCode[] s_descriptors =
    [
        EventCode.CloseExit, EventCode.CloseRangeExit,
        // The end of a connect that did not wait, new peers of datagram sockets, and descriptors that come with a message.
        EventCode.GetsockoptExit, EventCode.SendtoExit, EventCode.SendmsgExit, EventCode.RecvfromExit, EventCode.RecvmsgExit,
    ];
}
