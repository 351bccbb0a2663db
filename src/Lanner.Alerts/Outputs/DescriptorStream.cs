using System.Runtime.InteropServices;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// An open descriptor as it is: each write is one of the kernel's, and a reader that went away is an error, which the console's own
/// stream keeps quiet about: who prints until stopped would never learn that nobody listens. Does not own the descriptor.
/// </summary>
public sealed unsafe partial class DescriptorStream(int descriptor) : Stream
{
    /// <summary>The descriptor that programs print to.</summary>
    public const int StandardOutput = 1;

    const int Interrupted = 4;
    const int TryAgain = 11;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="IOException">The output takes no more: its reader is gone, or the disk is full.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var done = 0;
            while (done < buffer.Length)
            {
                var written = WriteCall(descriptor, bytes + done, (nuint)(buffer.Length - done));
                if (written >= 0)
                {
                    done += (int)written;
                    continue;
                }

                switch (Marshal.GetLastPInvokeError())
                {
                    case Interrupted: break;
                    case TryAgain: WaitUntilWritable(); break;
                    default: throw new IOException(Marshal.GetLastPInvokeErrorMessage());
                }
            }
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Someone may have made the terminal or pipe non-blocking.</summary>
    void WaitUntilWritable()
    {
        var request = new PollRequest { Descriptor = descriptor, Events = 4 };
        _ = Poll(&request, 1, 1000);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteCall(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollRequest* requests, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
