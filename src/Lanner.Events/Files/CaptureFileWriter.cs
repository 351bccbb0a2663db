using System.Globalization;

namespace Lanner.Events.Files;

/// <summary>
/// Writes capture files: the tables of the machine, then events. With a rotation limit there are several files, named by the path and a
/// number from 0 up, and each stands alone: it begins with the tables as they are then. A limit of files makes a ring: the number goes
/// back to 0, and the oldest file is replaced. One thread uses it; events are copied once, into the output buffer, which is compressed and
/// written by the same thread or another (<see cref="CaptureWriterOptions.Writing"/>).
/// </summary>
public sealed class CaptureFileWriter : IEventConsumer, IDisposable
{
    const int BufferSize = 256 << 10;
    const int FullBufferSize = BufferSize + (8 << 10);
    const int LargeEventFrom = ushort.MaxValue;
    const ulong UnsetNs = ulong.MaxValue;

    readonly string _path;
    readonly CaptureWriterOptions _options;
    readonly Func<CaptureSnapshot> _snapshot;
    readonly Func<ulong, IEnumerable<byte[]>>? _opening;
    readonly BlockBuffer _buffer = new(FullBufferSize);
    readonly OutputQueue? _queue;
    readonly CompatibleForm? _compatible;
    readonly Queue<string> _files = [];
    CaptureOutput _output;
    int _nextNumber;
    long _eventsInFile;
    ulong _fileStartNs;
    ulong _flushedNs = UnsetNs;
    long _handedBytes;
    long _eventsInBuffer;
    bool _isBehind;
    bool _isReady;
    bool _disposed;

    /// <param name="path">Where to write; <c>-</c> is standard output. A file that is there is replaced.</param>
    /// <param name="options">Form, limits and rotation.</param>
    /// <param name="snapshot">Asked for the tables at the start of every file, by the writing thread.</param>
    /// <param name="opening">
    /// Asked, with the time that they are to have, for events that complete the tables and stand behind them: the containers, of which
    /// the format has no table. They are not counted. Null for none.
    /// </param>
    /// <param name="startNs">The time of the opening events of the first file.</param>
    /// <exception cref="CaptureFileException">The file cannot be made.</exception>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
    public CaptureFileWriter(
        string path, CaptureWriterOptions options, Func<CaptureSnapshot> snapshot, Func<ulong, IEnumerable<byte[]>>? opening = null, ulong startNs = 0)
    {
        options.Validate();
        if (path == "-" && options.Rotates) throw new ArgumentException("standard output cannot be rotated");
        _path = path;
        _options = options;
        _snapshot = snapshot;
        _opening = opening;
        _compatible = options.Compatible ? new CompatibleForm() : null;
        _output = Create();
        WriteFirst(startNs);
        // From here on another thread writes.
        if (options.Writing != CaptureWriting.AtOnce) _queue = new OutputQueue(FullBufferSize);
    }

    /// <summary>Writes to a stream, at once, and closes it at the end.</summary>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ArgumentException">The options make no sense, or not for a stream.</exception>
    public CaptureFileWriter(Stream stream, string name, CaptureWriterOptions options, Func<CaptureSnapshot> snapshot)
    {
        options.Validate();
        if (options.Rotates || options.Writing != CaptureWriting.AtOnce) throw new ArgumentException("a stream is neither rotated nor written by another thread");
        _path = name;
        _options = options;
        _snapshot = snapshot;
        _compatible = options.Compatible ? new CompatibleForm() : null;
        _output = CaptureOutput.Create(stream, name, options.Compress);
        WriteFirst(0);
    }

    /// <summary>How long the end waits for a disk that may hang, where waiting is allowed at all.</summary>
    static TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <summary>Events written, of which the enter events that <see cref="CaptureWriterOptions.Compatible"/> adds are none.</summary>
    public long Events { get; private set; }

    /// <summary>Events that <see cref="CaptureWriterOptions.Compatible"/> has no form for.</summary>
    public long EventsLeftOut { get; private set; }

    /// <summary>Of the events written, those that did not reach the file because it was written slower than they came.</summary>
    public long EventsLost { get; private set; }

    /// <summary>Bytes written to disk, of all files.</summary>
    public long Bytes => (_queue?.ClosedBytes ?? 0) + _earlierBytes + (_isOutputClosed ? 0 : _output.Length);

    long _earlierBytes;
    bool _isOutputClosed;

    /// <summary>The files that are there now, oldest first; the last one is being written.</summary>
    public IReadOnlyCollection<string> Files => _files;

    /// <inheritdoc cref="Write"/>
    public void OnEvent(in EventView view) => Write(view);

    /// <summary>
    /// Makes ready for an event of that time: starts the next file when this one is full. The event that is written next does not, so that
    /// who calls this before state takes in an event has tables that are older than it.
    /// </summary>
    /// <exception cref="CaptureFileException">The file cannot be written.</exception>
    public void Prepare(ulong timeNs)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _isReady = false;
        Start(timeNs);
        _isReady = true;
    }

    /// <summary>
    /// Writes the tables anew, as they are now, with a section of its own: what comes is of another host, or what was known is over.
    /// </summary>
    /// <exception cref="CaptureFileException">The file cannot be written.</exception>
    public void BeginSection(ulong timeNs)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        PutTables(timeNs);
        TryDrain();
    }

    /// <summary>Writes one event.</summary>
    /// <exception cref="CaptureFileException">The file cannot be written.</exception>
    public void Write(in EventView e)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var isReady = _isReady;
        _isReady = false;
        if (!isReady) Start(e.TimeNs);
        if (_isBehind)
        {
            Events++;
            EventsLost++;
            return;
        }

        if (!PutForm(e))
        {
            EventsLeftOut++;
            return;
        }

        Events++;
        _eventsInFile++;
        _eventsInBuffer++;
        if (_eventsInFile == 1) _fileStartNs = e.TimeNs;
        if (_buffer.Length >= BufferSize && !TryDrain()) FallBehind();
    }

    /// <summary>Puts the event in the form the file has; false when that form has no such event.</summary>
    bool PutForm(in EventView e)
    {
        if (_compatible is null || (int)e.Code >= EventTable.CodeCount)
        {
            Put(e);
            return true;
        }

        if (!_compatible.TryConvert(e, out var hasEnter, out var enter, out var exit)) return false;
        if (hasEnter) Put(enter);
        Put(exit);
        return true;
    }

    /// <summary>Brings everything written so far to the file, to be read even if this process is killed.</summary>
    /// <exception cref="CaptureFileException">The file cannot be written.</exception>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _flushedNs = UnsetNs;
        TryDrain();
        if (_queue is null) _output.Flush();
        else _queue.Flush(_output);
    }

    /// <exception cref="CaptureFileException">The rest cannot be written.</exception>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        var patience = _options.Writing == CaptureWriting.BehindAndComplete ? Timeout.InfiniteTimeSpan : Patience;
        try
        {
            if (!TryDrain(patience)) EventsLost += _eventsInBuffer;
        }
        finally
        {
            CloseOutput();
        }

        if (_queue is not null && !_queue.TryEnd(patience))
            throw new CaptureFileException(_output.Name, -1, false, "cannot be written: it takes so long that the rest is given up");
    }

    CaptureOutput Create()
    {
        var name = _options.Rotates ? _path + _nextNumber.ToString(CultureInfo.InvariantCulture) : _path;
        if (++_nextNumber == _options.MaxFiles) _nextNumber = 0;
        var output = CaptureOutput.Create(name, _options.Compress);
        _files.Enqueue(name);
        _eventsInFile = 0;
        _handedBytes = 0;
        _flushedNs = UnsetNs;
        return output;
    }

    /// <summary>The first tables, at once: whether the file can be written shows now.</summary>
    void WriteFirst(ulong timeNs)
    {
        try
        {
            PutTables(timeNs);
            TryDrain();
            _output.Flush();
        }
        catch
        {
            _output.Dispose();
            throw;
        }
    }

    /// <summary>Makes ready for an event of that time: a new file when the current one is full, a flush when one is due.</summary>
    void Start(ulong timeNs)
    {
        if (_isBehind && _queue!.HasRoom)
        {
            // What was lost may have changed anything.
            _isBehind = false;
            PutTables(timeNs);
        }

        if (_eventsInFile > 0 && !_isBehind && IsFull(timeNs)) Rotate(timeNs);
        if (_flushedNs == UnsetNs) _flushedNs = timeNs;
        else if (!_isBehind && timeNs > _flushedNs && timeNs - _flushedNs >= (ulong)_options.FlushInterval.TotalNanoseconds)
        {
            Flush();
            _flushedNs = timeNs;
        }
    }

    bool IsFull(ulong timeNs) => (_options.MaxFileEvents > 0 && _eventsInFile >= _options.MaxFileEvents)
        || (_options.MaxFileBytes > 0 && (_options.Compress ? _output.Length : _handedBytes + _buffer.Length) >= _options.MaxFileBytes)
        || (_options.MaxFileAge > TimeSpan.Zero && timeNs > _fileStartNs
            && timeNs - _fileStartNs >= (ulong)_options.MaxFileAge.TotalNanoseconds);

    void Rotate(ulong timeNs)
    {
        // Where there is no room the file goes on until there is.
        if (!TryDrain()) return;
        CloseOutput();
        // Before the new one is made, which has its name: whoever is reading it keeps what he has, and the limit is a promise about the disk.
        while (_options.MaxFiles > 0 && _files.Count >= _options.MaxFiles) Remove(_files.Dequeue());
        _output = Create();
        _isOutputClosed = false;
        PutTables(timeNs);
        TryDrain();
        if (_queue is null) _output.Flush();
        else _queue.Flush(_output);
    }

    void CloseOutput()
    {
        if (_isOutputClosed) return;
        _isOutputClosed = true;
        if (_queue is not null)
        {
            _queue.Close(_output);
            return;
        }

        _output.Dispose();
        _earlierBytes += _output.Length;
    }

    void PutTables(ulong timeNs)
    {
        new SnapshotWriter(_buffer, _options.Compatible).Write(_snapshot());
        if (_opening is null) return;
        foreach (var bytes in _opening(timeNs))
        {
            if (EventView.TryRead(bytes, default, out var e)) PutForm(e);
        }
    }

    static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureFileException(file, -1, false, $"cannot be removed: {e.Message}", e);
        }
    }

    /// <summary>Writes what is in the buffer, or hands it over. False when there is no room for it: it stays.</summary>
    bool TryDrain() => TryDrain(_options.Writing == CaptureWriting.BehindAndComplete ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);

    bool TryDrain(TimeSpan patience)
    {
        var length = _buffer.Length;
        if (length == 0) return true;
        if (_queue is not null)
        {
            if (!_queue.TryWrite(_output, _buffer, patience)) return false;
        }
        else
        {
            try
            {
                _output.Write(_buffer.Written);
            }
            finally
            {
                // What a full disk refused is not tried again behind a half block.
                _buffer.Clear();
            }
        }

        _handedBytes += length;
        _eventsInBuffer = 0;
        return true;
    }

    /// <summary>What is in the buffer is lost, and so is what comes until there is room again.</summary>
    void FallBehind()
    {
        EventsLost += _eventsInBuffer;
        _eventsInBuffer = 0;
        _buffer.Clear();
        _isBehind = true;
    }

    void Put(in EventView e)
    {
        var cut = (Index: 0, KeptEnd: 0, Surplus: 0);
        if (_options.Snaplen > 0 && (int)e.Code < EventTable.CodeCount && DataCut.TryFind(e, _options.Snaplen, out var index, out var end, out var surplus))
            cut = (index, end, surplus);
        var length = e.Bytes.Length - cut.Surplus;
        var isLarge = length > LargeEventFrom || e.Info.Has(EventFlags.LargePayload);
        var isFlagged = e.Origins.StateOnly;
        _buffer.Begin(isLarge
            ? isFlagged ? BlockType.LargeFlaggedEvent2 : BlockType.LargeEvent2
            : isFlagged ? BlockType.FlaggedEvent2 : BlockType.Event2);
        _buffer.UInt16(e.Origins.Cpu);
        if (isFlagged) _buffer.UInt32(1);
        var target = _buffer.Take(length);
        if (cut.Surplus > 0) DataCut.Copy(e, cut.Index, cut.KeptEnd, cut.Surplus, target);
        else e.Bytes.CopyTo(target);
        _buffer.End();
    }
}
