namespace Lanner.Explore.Chisels;

/// <summary>
/// Sums by key, a key being bytes. A key that is known costs no allocation. Bounded in keys and in their bytes: what comes when it is full
/// under a new key falls out, and is counted.
/// </summary>
sealed class KeyTable(int maxKeys = KeyTable.MaxKeys, int maxKeyBytes = KeyTable.MaxKeyBytes)
{
    /// <summary>More than anyone reads, and than busy hosts have files open in a second.</summary>
    public const int MaxKeys = 200_000;

    public const int MaxKeyBytes = 32 << 20;

    int[] _buckets = NewBuckets(256);
    Entry[] _entries = new Entry[192];
    byte[] _keys = new byte[4096];
    int _keyBytes;

    struct Entry
    {
        public int Hash;
        public int Next;
        public int KeyStart;
        public int KeyLength;
        public long Sum;
    }

    public int Count { get; private set; }

    /// <summary>Values that fell out for want of room, and their sum.</summary>
    public long Refused { get; private set; }

    public long RefusedSum { get; private set; }

    public ReadOnlySpan<byte> Key(int index) => _keys.AsSpan(_entries[index].KeyStart, _entries[index].KeyLength);

    public long Sum(int index) => _entries[index].Sum;

    /// <summary>Adds to the sum of a key.</summary>
    public void Add(ReadOnlySpan<byte> key, long value)
    {
        var hash = Hash(key);
        for (var i = _buckets[hash & (_buckets.Length - 1)]; i >= 0; i = _entries[i].Next)
        {
            ref var entry = ref _entries[i];
            if (entry.Hash != hash || !Key(i).SequenceEqual(key)) continue;
            entry.Sum += value;
            return;
        }

        Insert(hash, key, value);
    }

    /// <summary>Forgets all keys; the memory stays.</summary>
    public void Clear()
    {
        Array.Fill(_buckets, -1);
        Count = 0;
        _keyBytes = 0;
        Refused = 0;
        RefusedSum = 0;
    }

    /// <summary>The keys with the greatest sums, the greatest first; equal ones in the order of their bytes.</summary>
    /// <param name="most">How many; 0 for all.</param>
    public List<int> Top(int most)
    {
        var order = new List<int>(Count);
        for (var i = 0; i < Count; i++) order.Add(i);
        order.Sort((a, b) => Sum(a) != Sum(b) ? Sum(b).CompareTo(Sum(a)) : Key(a).SequenceCompareTo(Key(b)));
        if (most > 0 && order.Count > most) order.RemoveRange(most, order.Count - most);
        return order;
    }

    void Insert(int hash, ReadOnlySpan<byte> key, long value)
    {
        if (Count >= maxKeys || key.Length > maxKeyBytes - _keyBytes)
        {
            Refused++;
            RefusedSum += value;
            return;
        }

        if (_keys.Length - _keyBytes < key.Length) Array.Resize(ref _keys, Math.Max(2 * _keys.Length, _keyBytes + key.Length));
        if (Count == _entries.Length) Grow();
        key.CopyTo(_keys.AsSpan(_keyBytes));
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[Count] = new Entry { Hash = hash, Next = bucket, KeyStart = _keyBytes, KeyLength = key.Length, Sum = value };
        bucket = Count++;
        _keyBytes += key.Length;
    }

    void Grow()
    {
        Array.Resize(ref _entries, 2 * _entries.Length);
        _buckets = NewBuckets(2 * _buckets.Length);
        for (var i = 0; i < Count; i++)
        {
            ref var bucket = ref _buckets[_entries[i].Hash & (_buckets.Length - 1)];
            _entries[i].Next = bucket;
            bucket = i;
        }
    }

    static int[] NewBuckets(int count)
    {
        var buckets = new int[count];
        Array.Fill(buckets, -1);
        return buckets;
    }

    /// <summary>Seeded anew in each run: names cannot be chosen to collide.</summary>
    static int Hash(ReadOnlySpan<byte> key)
    {
        var hash = new HashCode();
        hash.AddBytes(key);
        return hash.ToHashCode();
    }
}
