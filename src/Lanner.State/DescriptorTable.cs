namespace Lanner.State;

/// <summary>
/// The descriptors of one process. A forked child shares its parent's until one of them changes them (most children exec at
/// once). Closing is mostly not seen, on purpose: a descriptor stays until its number is used again, and because the kernel
/// always gives out the lowest free number the table never outgrows what the process had open at once.
/// </summary>
public sealed class DescriptorTable
{
    DescriptorStore _store;

    public DescriptorTable()
        : this(new DescriptorBudget())
    {
    }

    internal DescriptorTable(DescriptorBudget budget) => _store = new DescriptorStore(budget);

    DescriptorTable(DescriptorStore store)
    {
        _store = store;
        store.Tables++;
    }

    /// <summary>Known descriptors.</summary>
    public int Count => _store.Count;

    /// <summary>The descriptor of a number, or null when it is not known.</summary>
    public FileDescriptor? Find(long number) => _store.Find(number);

    /// <summary>All descriptors, in no order.</summary>
    public IEnumerable<FileDescriptor> All => _store.All;

    /// <summary>Processes that use this very table (CLONE_FILES).</summary>
    internal int Owners { get; set; } = 1;

    internal long Bytes => _store.Bytes;

    /// <summary>A table for a child, that looks the same until either changes.</summary>
    internal DescriptorTable Fork() => new(_store);

    /// <summary>A descriptor under that number, for the caller to describe; see <see cref="DescriptorStore.Take"/>.</summary>
    internal FileDescriptor Take(long number) => Own().Take(number);

    /// <summary>The descriptor of a number, to be changed; null when it is not known.</summary>
    internal FileDescriptor? Change(long number)
    {
        if (_store.Find(number) is null) return null;
        var store = Own();
        var descriptor = store.Find(number)!;
        if (!descriptor.IsShared) return descriptor;
        descriptor = descriptor.Copy();
        store.Put(number, descriptor);
        return descriptor;
    }

    /// <summary>Puts a copy of a descriptor of this or another table under a number.</summary>
    internal FileDescriptor Duplicate(FileDescriptor original, long number)
    {
        var store = Own();
        var before = store.Find(number);
        if (ReferenceEquals(before, original)) return original;
        var copy = store.Take(number);
        var size = copy.Size;
        copy.TakeFrom(original, number);
        store.Charge(copy.Size - size);
        return copy;
    }

    /// <summary>To be called when a descriptor of this table, got by <see cref="Take"/> or <see cref="Change"/>, grew.</summary>
    internal void Charge(long bytes) => _store.Charge(bytes);

    internal void Remove(long number)
    {
        if (_store.Find(number) is not null) Own().Remove(number);
    }

    internal void RemoveRange(long first, long last)
    {
        if (Count > 0) Own().RemoveRange(first, last);
    }

    internal void MarkCloseOnExec(long first, long last)
    {
        var numbers = All.Select(descriptor => descriptor.Number).Where(number => number >= first && number <= last).ToList();
        foreach (var number in numbers) Change(number)!.CloseOnExec = true;
    }

    internal void RemoveCloseOnExec()
    {
        foreach (var descriptor in _store.All)
        {
            if (!descriptor.CloseOnExec) continue;
            Own().RemoveCloseOnExec();
            return;
        }
    }

    /// <summary>Forgets everything this table alone holds.</summary>
    internal void Clear()
    {
        if (_store.Tables == 1)
        {
            _store.Clear();
            return;
        }

        _store.Tables--;
        _store = new DescriptorStore(_store.Budget);
    }

    /// <summary>The process is gone.</summary>
    internal void Release()
    {
        if (--Owners > 0) return;
        if (--_store.Tables == 0) _store.Clear();
    }

    DescriptorStore Own()
    {
        if (_store.Tables > 1)
        {
            _store.Tables--;
            _store = _store.Copy();
        }

        return _store;
    }
}
