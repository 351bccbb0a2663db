using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>How parsers put descriptors into the table of a process, with its limits kept.</summary>
sealed class Descriptors(ProcessTable processes, StateOptions options, DescriptorBudget budget)
{
    /// <summary>Highest number kept; the kernel's own limit.</summary>
    const long MaxNumber = int.MaxValue;

    /// <summary>The descriptor of a call that failed, or whose number makes no sense: it lives for one event.</summary>
    public FileDescriptor Transient { get; private set; } = new();

    public static bool IsNumber(long number) => number is >= 0 and <= MaxNumber;

    /// <summary>A new descriptor of a kind that is told in full by its kind, flags and name.</summary>
    public FileDescriptor Add(Process process, long number, DescriptorKind kind, ReadOnlySpan<byte> name, bool closeOnExec, ulong inode = 0)
    {
        if (!IsNumber(number)) return FillTransient(kind, name, default);
        var table = process.Descriptors;
        var descriptor = table.Take(number);
        var size = descriptor.Size;
        descriptor.Reset(number, kind);
        descriptor.SetName(name);
        descriptor.Inode = inode;
        descriptor.CloseOnExec = closeOnExec;
        descriptor.Uid = process.Uid;
        Charge(table, descriptor.Size - size);
        return descriptor;
    }

    public FileDescriptor AddFile(
        Process process, long number, DescriptorKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawName, uint flags, uint device,
        ulong inode)
    {
        var table = process.Descriptors;
        var descriptor = table.Take(number);
        var size = descriptor.Size;
        descriptor.SetFile(number, kind, name, rawName, flags, device, inode);
        descriptor.CloseOnExec = (flags & FileFlags.CloseOnExec) != 0;
        if (descriptor.Size != size) Charge(table, descriptor.Size - size);
        else if (budget.Bytes > options.MaxDescriptorBytes) Charge(table, 0);
        return descriptor;
    }

    /// <summary>Puts a copy under another number, as dup does.</summary>
    public FileDescriptor? Duplicate(Process process, FileDescriptor? original, long number, bool closeOnExec)
    {
        if (!IsNumber(number)) return null;
        if (original is null)
        {
            // What was there is gone; what is there now is unknown.
            process.Descriptors.Remove(number);
            return null;
        }

        if (ReferenceEquals(process.Descriptors.Find(number), original)) return original;
        var copy = process.Descriptors.Duplicate(original, number);
        copy.CloseOnExec = closeOnExec;
        Charge(process.Descriptors, 0);
        return copy;
    }

    public FileDescriptor FillTransient(DescriptorKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawName)
    {
        Transient.Reset(-1, kind);
        Transient.SetName(name);
        Transient.SetRawName(rawName);
        return Transient;
    }

    /// <summary>A descriptor of the table grew by so many bytes.</summary>
    public void Charge(DescriptorTable table, int bytes)
    {
        table.Charge(bytes);
        if (budget.Bytes > options.MaxDescriptorBytes) processes.ForgetDescriptors(budget);
    }
}
