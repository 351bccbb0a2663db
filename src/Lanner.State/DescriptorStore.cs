using System.Numerics;

namespace Lanner.State;

/// <summary>
/// The descriptors behind one or more tables. Numbers below a limit are kept in an array; greater ones (a process may choose them
/// by dup2) in a map. Keeps the budget right for whatever is put in or taken out.
/// </summary>
sealed class DescriptorStore
{
    const int DenseLimit = 1024;
    const int FirstSize = 8;

    readonly DescriptorBudget _budget;
    FileDescriptor?[] _dense = [];
    Dictionary<long, FileDescriptor>? _sparse;
    FileDescriptor? _spare;
    long _bytes;

    public DescriptorStore(DescriptorBudget budget) => _budget = budget;

    public DescriptorBudget Budget => _budget;

    /// <summary>Tables that show this store; the one that changes it while there are others takes a copy.</summary>
    public int Tables { get; set; } = 1;

    public int Count { get; private set; }

    public long Bytes => _bytes;

    public FileDescriptor? Find(long number)
    {
        var dense = _dense;
        if ((ulong)number < (ulong)dense.Length) return dense[number];
        return _sparse is not null && _sparse.TryGetValue(number, out var descriptor) ? descriptor : null;
    }

    /// <summary>
    /// The object to describe a new descriptor with: that of the number's last use when nobody else holds it (then still with
    /// its old values, so that the caller can tell whether anything differs), or a fresh one. It is in the store.
    /// </summary>
    public FileDescriptor Take(long number)
    {
        var existing = Find(number);
        if (existing is { IsShared: false }) return existing;
        var descriptor = _spare is { } spare && (spare.Number == number || existing is null) ? spare : new FileDescriptor();
        if (ReferenceEquals(descriptor, _spare)) _spare = null;
        Put(number, descriptor);
        return descriptor;
    }

    public void Put(long number, FileDescriptor descriptor)
    {
        var existing = Find(number);
        if (existing is null)
        {
            if (Count >= _budget.PerProcess) DropOne();
            Count++;
            _budget.Count++;
        }
        else
        {
            Charge(-existing.Size);
        }

        Charge(descriptor.Size);
        if (number is >= 0 and < DenseLimit)
        {
            if (number >= _dense.Length) Array.Resize(ref _dense, Math.Max(FirstSize, (int)BitOperations.RoundUpToPowerOf2((uint)number + 1)));
            _dense[number] = descriptor;
        }
        else
        {
            (_sparse ??= [])[number] = descriptor;
        }
    }

    /// <summary>A descriptor of this store has changed its size by so many bytes.</summary>
    public void Charge(long bytes)
    {
        _bytes += bytes;
        _budget.Bytes += bytes;
    }

    public void Remove(long number)
    {
        var existing = Find(number);
        if (existing is null) return;
        if (number is >= 0 and < DenseLimit) _dense[number] = null;
        else _sparse!.Remove(number);
        Forget(existing);
    }

    public void RemoveRange(long first, long last)
    {
        for (var number = Math.Max(first, 0); number <= last && number < _dense.Length; number++) Remove(number);
        RemoveSparse(static (number, _, range) => number >= range.first && number <= range.last, (first, last));
    }

    public void RemoveCloseOnExec()
    {
        for (var number = 0; number < _dense.Length; number++)
        {
            if (_dense[number] is { CloseOnExec: true }) Remove(number);
        }

        RemoveSparse(static (_, descriptor, _) => descriptor.CloseOnExec, 0);
    }

    /// <summary>Forgets everything; the store may be used on.</summary>
    public void Clear()
    {
        _budget.Count -= Count;
        Charge(-_bytes);
        Count = 0;
        _dense = [];
        _sparse = null;
        _spare = null;
    }

    /// <summary>A store of its own with the same descriptors, which from now on belong to both.</summary>
    public DescriptorStore Copy()
    {
        foreach (var descriptor in All) descriptor.IsShared = true;
        var copy = new DescriptorStore(_budget)
        {
            Count = Count,
            _dense = (FileDescriptor?[])_dense.Clone(),
            _sparse = _sparse is null ? null : new Dictionary<long, FileDescriptor>(_sparse),
        };
        _budget.Count += Count;
        copy.Charge(_bytes);
        return copy;
    }

    public IEnumerable<FileDescriptor> All
    {
        get
        {
            foreach (var descriptor in _dense)
            {
                if (descriptor is not null) yield return descriptor;
            }

            if (_sparse is null) yield break;
            foreach (var descriptor in _sparse.Values) yield return descriptor;
        }
    }

    void Forget(FileDescriptor descriptor)
    {
        Count--;
        _budget.Count--;
        Charge(-descriptor.Size);
        if (!descriptor.IsShared) _spare = descriptor;
    }

    /// <summary>The map goes first: who chooses his numbers is likelier to be filling the table.</summary>
    void DropOne()
    {
        _budget.Evicted++;
        if (_sparse is { Count: > 0 })
        {
            using var any = _sparse.GetEnumerator();
            any.MoveNext();
            Remove(any.Current.Key);
            return;
        }

        for (var number = _dense.Length - 1; number >= 0; number--)
        {
            if (_dense[number] is null) continue;
            Remove(number);
            return;
        }
    }

    void RemoveSparse<T>(Func<long, FileDescriptor, T, bool> isGone, T argument)
    {
        if (_sparse is null) return;
        // Removing does not disturb an enumeration of this map.
        foreach (var (number, descriptor) in _sparse)
        {
            if (!isGone(number, descriptor, argument)) continue;
            _sparse.Remove(number);
            Forget(descriptor);
        }
    }
}
