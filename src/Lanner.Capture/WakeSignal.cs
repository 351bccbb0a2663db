using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lanner.Capture;

/// <summary>
/// A signal one thread waits for with a limit of time and any thread can give. It is an eventfd: waiting for one costs two thirds of
/// what the platform's events cost, and an idle source does little else.
/// </summary>
sealed unsafe partial class WakeSignal : IDisposable
{
    const int CloseOnExec = 0x80000;
    const int NonBlocking = 0x800;
    const short Readable = 1;

    readonly SafeFileHandle _event;

    /// <exception cref="IOException">The process has no descriptor left.</exception>
    public WakeSignal()
    {
        var fd = CreateEvent(0, CloseOnExec | NonBlocking);
        if (fd < 0) throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        _event = new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>Ends the wait that is, or the next one.</summary>
    public void Give()
    {
        ulong one = 1;
        // Fails only when the count is at its limit, and then the signal is given already.
        _ = Write(_event, &one, sizeof(ulong));
    }

    /// <summary>Waits until the signal is given, and takes it back, or until the time is over.</summary>
    public void Wait(int milliseconds)
    {
        var taken = false;
        try
        {
            _event.DangerousAddRef(ref taken);
            var entry = new PollEntry { Fd = (int)_event.DangerousGetHandle(), Events = Readable };
            if (Poll(&entry, 1, milliseconds) <= 0) return;
            ulong count;
            _ = Read(_event, &count, sizeof(ulong));
        }
        finally
        {
            if (taken) _event.DangerousRelease();
        }
    }

    public void Dispose() => _event.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(SafeFileHandle fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeFileHandle fd, void* buffer, nuint count);

    [StructLayout(LayoutKind.Sequential)]
    struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
