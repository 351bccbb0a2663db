using System.IO.Compression;

namespace Lanner.Events.Files;

/// <summary>
/// Pieces that a second thread reads ahead: of a gzip file, so that inflating and reading events overlap, of a pipe, and of a file
/// that is followed. A bounded number of arrays goes round.
/// </summary>
sealed class ThreadChunks : ChunkSource
{
    /// <summary>Two with the reader, one being filled, two between them.</summary>
    const int ChunkCount = 5;

    readonly object _gate = new();
    readonly Queue<(byte[] Chunk, int Length)> _ready = new(ChunkCount);
    readonly Stack<byte[]> _free = new(ChunkCount);
    readonly InputStream _input;
    readonly Func<Stream>? _reopen;
    readonly bool _isPipe;
    readonly bool _isLive;
    int _made;
    byte[]? _taken;
    byte[]? _takenBefore;
    bool _isCompressed;
    bool _readerWaits;
    bool _woken;
    bool _stopped;
    bool _disposed;
    bool _done;
    ChunkFailure? _failure;

    /// <param name="input">The raw bytes; closed by the reading thread.</param>
    /// <param name="followInterval">How often to ask for more at the end, or null to end there.</param>
    /// <param name="reopen">Opens the same bytes again, for the search for the last good one before damage; null for a pipe.</param>
    public ThreadChunks(Stream input, TimeSpan? followInterval, Func<Stream>? reopen)
    {
        _input = new InputStream(input, followInterval);
        _reopen = reopen;
        _isPipe = reopen is null;
        _isLive = _isPipe || followInterval is not null;
        new Thread(ReadAhead) { IsBackground = true, Name = "capture file" }.Start();
    }

    public override bool IsCompressed
    {
        get
        {
            lock (_gate) return _isCompressed;
        }
    }

    public override bool Ended
    {
        get
        {
            // A pipe's read cannot be interrupted; after a stop nobody waits for it.
            lock (_gate) return _ready.Count == 0 && (_done || (_stopped && _isPipe));
        }
    }

    public override double PartRead => _input.PartRead;

    public override ChunkFailure? Failure
    {
        get
        {
            lock (_gate) return _failure;
        }
    }

    public override bool TryTake(out byte[] chunk, out int length)
    {
        lock (_gate)
        {
            (chunk, length) = ([], 0);
            if (_ready.Count == 0) return false;
            if (_takenBefore is not null) _free.Push(_takenBefore);
            (chunk, length) = _ready.Dequeue();
            _takenBefore = _taken;
            _taken = chunk;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    public override void Wait(TimeSpan longest)
    {
        var end = Environment.TickCount64 + (long)Math.Clamp(longest.TotalMilliseconds, 0, int.MaxValue);
        lock (_gate)
        {
            _readerWaits = true;
            while (_ready.Count == 0 && !_done && !_woken && !_stopped)
            {
                var rest = end - Environment.TickCount64;
                if (rest <= 0 || !Monitor.Wait(_gate, (int)rest)) break;
            }

            _readerWaits = false;
            _woken = false;
        }
    }

    public override void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.PulseAll(_gate);
        }
    }

    public override void Stop()
    {
        _input.Stop();
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    public override void Dispose()
    {
        _input.Stop();
        lock (_gate)
        {
            _disposed = _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    void ReadAhead()
    {
        ChunkFailure? failure = null;
        try
        {
            using var stream = Open();
            var total = 0L;
            while (failure is null && TakeFree() is { } chunk)
            {
                var length = Fill(stream, chunk.AsSpan(Headroom), out var ended, out failure);
                if (failure is { IsTruncated: false } && _isCompressed) length += SalvageLast(chunk, total + length, Headroom + length);
                total += length;
                HandOver(chunk, length);
                if (ended) break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ObjectDisposedException)
        {
            failure = new ChunkFailure(false, $"the input cannot be read on: {e.Message}", e);
        }
        finally
        {
            _input.Dispose();
        }

        lock (_gate)
        {
            _failure = failure;
            _done = true;
            Monitor.PulseAll(_gate);
        }
    }

    Stream Open()
    {
        var compressed = _input.StartsAsGzip();
        lock (_gate) _isCompressed = compressed;
        return compressed ? new GZipStream(_input, CompressionMode.Decompress) : _input;
    }

    byte[]? TakeFree()
    {
        lock (_gate)
        {
            while (_free.Count == 0 && _made == ChunkCount && !_disposed) Monitor.Wait(_gate);
            if (_disposed) return null;
            if (_free.TryPop(out var chunk)) return chunk;
            _made++;
        }

        return GC.AllocateUninitializedArray<byte>(Headroom + ChunkSize);
    }

    void HandOver(byte[] chunk, int length)
    {
        lock (_gate)
        {
            if (length == 0) _free.Push(chunk);
            else _ready.Enqueue((chunk, length));
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// Reads until the piece is full, or until there is something and the reader waits for it. Where the next read may wait for a
    /// writer, what there is is handed over at once.
    /// </summary>
    int Fill(Stream stream, Span<byte> chunk, out bool ended, out ChunkFailure? failure)
    {
        (ended, failure) = (false, null);
        var length = 0;
        while (length < chunk.Length)
        {
            try
            {
                var count = stream.Read(chunk[length..]);
                if (count == 0)
                {
                    ended = true;
                    break;
                }

                length += count;
            }
            catch (InvalidDataException e)
            {
                // The inflater says the same of a stream that stops and of one that is damaged; only the first asked for more.
                failure = _input.ReachedEnd ? new ChunkFailure(true, "the gzip stream stops short", e)
                    : new ChunkFailure(false, "the gzip stream is damaged", e);
                break;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure = new ChunkFailure(false, $"the input cannot be read on: {e.Message}", e);
                break;
            }

            if (_isLive) break;
            lock (_gate)
            {
                if (_disposed || (_readerWaits && _ready.Count == 0)) break;
            }
        }

        return length;
    }

    /// <summary>
    /// The inflater throws away what it made of the read in which it met damage. The same file is inflated again up to there, then byte
    /// by byte: what is good before the damage is not lost.
    /// </summary>
    int SalvageLast(byte[] chunk, long good, int at)
    {
        if (_reopen is null) return 0;
        var length = 0;
        try
        {
            using var stream = new GZipStream(_reopen(), CompressionMode.Decompress);
            var skipped = new byte[64 << 10];
            while (good > 0)
            {
                var count = stream.Read(skipped.AsSpan(0, (int)Math.Min(good, skipped.Length)));
                if (count == 0) return 0;
                good -= count;
            }

            while (at + length < chunk.Length && stream.Read(chunk.AsSpan(at + length, 1)) == 1) length++;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // The damage again: what was read before it is what was looked for.
        }

        return length;
    }
}
