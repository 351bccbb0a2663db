using System.Diagnostics;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Lanner.Responses.Processes;

/// <summary>Descriptors of processes. Failure is negative with the reason in errno.</summary>
static unsafe partial class PidFd
{
    // Later than the split of the architectures' tables: the same on all of them.
    const long OpenNumber = 434;
    const long SignalNumber = 424;

    const short Readable = 1;

    /// <summary>Of the process that has the number now. Closed at exec by nature.</summary>
    public static int Open(int pid) => (int)Call(OpenNumber, pid, 0, 0, 0);

    public static int Signal(SafeFileHandle process, int signal)
    {
        var taken = false;
        try
        {
            process.DangerousAddRef(ref taken);
            return (int)Call(SignalNumber, process.DangerousGetHandle(), signal, 0, 0);
        }
        finally
        {
            if (taken) process.DangerousRelease();
        }
    }

    /// <summary>A pidfd is readable from the process's end on.</summary>
    public static bool WaitForEnd(SafeFileHandle process, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        var taken = false;
        try
        {
            process.DangerousAddRef(ref taken);
            var wait = new PollEntry { Descriptor = (int)process.DangerousGetHandle(), Events = Readable };
            while (true)
            {
                var left = limit - clock.Elapsed;
                // A signal to this thread ends the call early, with -1.
                if (Poll(&wait, 1, left <= TimeSpan.Zero ? 0 : (int)Math.Ceiling(left.TotalMilliseconds)) > 0) return true;
                if (left <= TimeSpan.Zero) return false;
            }
        }
        finally
        {
            if (taken) process.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(long number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
