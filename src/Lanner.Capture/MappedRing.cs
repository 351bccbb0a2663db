using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lanner.Capture;

/// <summary>A ring buffer map of the kernel's, made and mapped by this process; both go with it.</summary>
sealed unsafe class MappedRing : IDisposable
{
    readonly SafeFileHandle _map;
    readonly nint _consumer;
    readonly nint _producer;
    readonly nuint _producerLength;

    MappedRing(SafeFileHandle map, nint consumer, nint producer, nuint producerLength, ulong size)
    {
        _map = map;
        _consumer = consumer;
        _producer = producer;
        _producerLength = producerLength;
        Reader = new RingReader((ulong*)consumer, (ulong*)producer, (byte*)producer + Environment.SystemPageSize, size);
    }

    public RingReader Reader { get; }

    /// <summary>The map's descriptor, owned by this object.</summary>
    public int Fd => (int)_map.DangerousGetHandle();

    /// <summary>Makes a ring of <paramref name="size"/> bytes, a power of two and at least a page.</summary>
    /// <exception cref="CaptureException">The kernel refuses the map or its memory.</exception>
    public static MappedRing Create(uint size)
    {
        var fd = LibBpf.CreateMap(LibBpf.MapTypeRingBuffer, "lanner_ring", 0, 0, size, 0);
        if (fd < 0) throw Refused($"a ring of {size} bytes cannot be made", Marshal.GetLastPInvokeError());
        var map = new SafeFileHandle(fd, ownsHandle: true);
        var page = (nuint)Environment.SystemPageSize;
        // The consumer's page is writable; the producer's page and the data, which appears twice in a row, are not.
        var consumer = LibC.Map(0, page, LibC.ProtRead | LibC.ProtWrite, LibC.MapShared, fd, 0);
        if (consumer == LibC.MapFailed)
        {
            var error = Marshal.GetLastPInvokeError();
            map.Dispose();
            throw Refused("the ring cannot be mapped", error);
        }

        var length = page + 2 * (nuint)size;
        var producer = LibC.Map(0, length, LibC.ProtRead, LibC.MapShared, fd, (nint)page);
        if (producer == LibC.MapFailed)
        {
            var error = Marshal.GetLastPInvokeError();
            _ = LibC.Unmap(consumer, page);
            map.Dispose();
            throw Refused("the ring cannot be mapped", error);
        }

        return new MappedRing(map, consumer, producer, length, size);
    }

    /// <summary>After this the reader must not be used: its memory is gone.</summary>
    public void Dispose()
    {
        if (_map.IsClosed) return;
        _ = LibC.Unmap(_consumer, (nuint)Environment.SystemPageSize);
        _ = LibC.Unmap(_producer, _producerLength);
        _map.Dispose();
    }

    static CaptureException Refused(string what, int error) => new(new CaptureProblem(
        "ring buffer", what, Marshal.GetPInvokeErrorMessage(error), "use smaller rings, or raise the memory limit (ulimit -l)"));
}
