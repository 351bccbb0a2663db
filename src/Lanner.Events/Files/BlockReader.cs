using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Lanner.Events.Files;

/// <summary>
/// Walks the blocks of a capture. Each is looked at in full length (its length stands at both ends) before anything of it is believed;
/// tables alone are read entry by entry. The first thing that is wrong ends the walk.
/// </summary>
sealed class BlockReader(ChunkSource chunks, string name, CaptureFileOptions options)
{
    const uint ByteOrderMagic = 0x1A2B3C4D;
    const int SectionHeaderSize = 28;
    const int CpuSize = 2;
    const int FlagsSize = 4;
    const int Version1HeaderSize = EventView.HeaderSize - 4;
    const uint StateOnlyFlag = 1;

    readonly ByteWindow _window = new(chunks);
    readonly SnapshotBuilder _tables = new();
    readonly EventUpgrade _upgrade = new();
    readonly WrittenEvents? _written = options.EveryEvent ? new() : null;
    readonly CallTimes? _callTimes = options.EveryEvent || options.CallTimes ? new() : null;
    TableReader? _tableReader;
    CaptureFileException? _damage;
    CaptureSnapshot? _firstSnapshot;
    BlockType _open;
    long _openOffset;
    uint _openLength;
    long _skipLeft;
    int _section = -1;
    bool _inEvents;
    bool _eventsSeen;
    long _events;
    long _eventsInFile;
    long _unknownEvents;
    long _unknownBlocks;
    bool _finished;

    public ChunkSource Chunks => chunks;

    /// <summary>True when nothing comes any more and damage, if any, was told.</summary>
    public bool Ended => _finished && _damage is null;

    public string? EndNote { get; private set; }

    public CaptureSnapshot FirstSnapshot => _firstSnapshot ??= new CaptureSnapshot();

    /// <inheritdoc cref="WrittenEvents.Number"/>
    public long Number => _written?.Number ?? _events;

    /// <summary>The event handed out last as the file has it; of no bytes where it was handed out so.</summary>
    public ReadOnlySpan<byte> Written => _written is null ? default : _written.Original;

    public bool IsLeftOut => _written is { IsLeftOut: true };

    /// <summary>How much of the file was read, from 0 to 1; 0 where its size is not known.</summary>
    public double PartRead => chunks.PartRead;

    public CaptureFileStatistics Statistics => new()
    {
        Bytes = _window.Offset,
        EventsInFile = _eventsInFile,
        Events = _events,
        Upgraded = _upgrade.Upgraded,
        Merged = _upgrade.Merged,
        UnknownEvents = _unknownEvents,
        UnknownBlocks = _unknownBlocks,
        RowsLeftOut = _tables.RowsLeftOut,
        EntersForgotten = _upgrade.EntersForgotten,
        Sections = _section + 1,
    };

    public void Wait(TimeSpan longest)
    {
        if (!_finished) chunks.Wait(longest);
    }

    public void ThrowIfDamaged()
    {
        if (_damage is not { } damage) return;
        _damage = null;
        throw damage;
    }

    /// <summary>Reads tables until the first event is next, or the end; false when it has to wait for bytes.</summary>
    public bool TryReachEvents()
    {
        if (!_eventsSeen && !_finished) Walk(stopAtEvents: true, out _);
        if (_finished && _section < 0) ThrowIfDamaged();
        return _eventsSeen || _finished;
    }

    /// <summary>
    /// The next event if it and what lies before it are plain event blocks at hand; else false, and <see cref="TryNext"/> goes on from
    /// there. Only a shortcut: that reads them as well.
    /// </summary>
    [MethodImpl(FirstCall.Optimized)]
    public bool TryNextAtHand(out EventView view)
    {
        const int before = CaptureLimits.BlockHeaderSize + CpuSize;
        const int shortest = before + EventView.HeaderSize + 4;
        while (_inEvents)
        {
            var bytes = _window.Bytes;
            if (bytes.Length < shortest) break;
            var type = (BlockType)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
            if (type is not (BlockType.Event2 or BlockType.Event1) || length is < shortest or > CaptureLimits.EventBlockMax || length > bytes.Length) break;
            if (BinaryPrimitives.ReadInt32LittleEndian(bytes[(length - 4)..]) != length) break;
            var e = bytes[before..(length - 4)];
            var code = BinaryPrimitives.ReadUInt16LittleEndian(e[20..]);
            if (code >= EventTable.CodeCount) break;
            var cpu = BinaryPrimitives.ReadUInt16LittleEndian(bytes[CaptureLimits.BlockHeaderSize..]);
            if (type == BlockType.Event1)
            {
                // It measures, and fails before it changes anything.
                if (!Version1Event.TryAddCount(bytes[(before - 4)..(length - 4)], out _)) break;
                e = bytes[(before - 4)..(length - 4)];
            }

            var size = type == BlockType.Event1 ? BinaryPrimitives.ReadInt32LittleEndian(e[16..]) : EventView.Measure(e);
            if (size < 0) break;
            _window.Skip(length);
            _eventsInFile++;
            var verdict = UpgradePlans.Verdict(code, BinaryPrimitives.ReadInt32LittleEndian(e[22..]));
            var shown = (ReadOnlySpan<byte>)e[..size];
            var origins = new EventOrigins(0, _callTimes is null ? 0 : _callTimes.Take(shown), 0, cpu);
            if (_written is not null) _written.Take(ref shown, verdict, _upgrade);
            else if (verdict != UpgradeVerdict.Show && !_upgrade.TryUpgrade(ref shown, verdict)) continue;
            view = EventView.Trusted(shown, origins);
            _events++;
            return true;
        }

        view = default;
        return false;
    }

    /// <summary>The next event; false when there is none now, or no more.</summary>
    public bool TryNext(out EventView view) => Walk(stopAtEvents: false, out view);

    [MethodImpl(FirstCall.Optimized)]
    bool Walk(bool stopAtEvents, out EventView view)
    {
        view = default;
        while (!_finished)
        {
            if (_skipLeft > 0 ? !SkipOn() : _open != 0 && !ReadTableOn()) return false;
            if (_finished) return false;
            if (!_window.TryFill(CaptureLimits.BlockHeaderSize)) return EndOrWait("block");
            var header = (ReadOnlySpan<byte>)_window.Bytes;
            var type = BlockTypes.FromId(BinaryPrimitives.ReadUInt32LittleEndian(header));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (_section < 0 && type != BlockType.SectionHeader) return NotACapture(header);
            if (length < CaptureLimits.BlockOverhead)
                return Damaged($"a {type.Describe()} of {length} bytes is shorter than a block can be");
            if (!type.IsEvent())
            {
                if (!Begin(type, length)) return false;
                continue;
            }

            if (!_inEvents)
            {
                EnterEvents();
                if (stopAtEvents) return false;
            }

            switch (ReadEvent(type, length, out view))
            {
                case Step.Done:
                    return true;
                case Step.Stop:
                    return false;
            }
        }

        return false;
    }

    enum Step
    {
        Done,
        Next,
        Stop,
    }

    /// <summary>Takes up a block that holds no event. False when it has to wait or cannot.</summary>
    bool Begin(BlockType type, uint length)
    {
        if (type == BlockType.SectionHeader) return ReadSectionHeader(length);
        _openOffset = _window.Offset;
        _openLength = length;
        // The short way to the next event is closed while a block is read in pieces.
        _inEvents = false;
        if (type.IsTable())
        {
            _open = type;
            _tableReader ??= new TableReader(_tables);
            _tableReader.Begin(type, (long)length - CaptureLimits.BlockOverhead);
            _window.Skip(CaptureLimits.BlockHeaderSize);
            return true;
        }

        if (length > CaptureLimits.UnknownBlockMax) return Damaged($"a {type.Describe()} claims {length} bytes");
        _unknownBlocks++;
        _window.Skip(CaptureLimits.BlockHeaderSize);
        // The length at the end is looked at, so it is not skipped with the rest.
        _skipLeft = (long)length - CaptureLimits.BlockHeaderSize;
        return true;
    }

    bool ReadSectionHeader(uint length)
    {
        if (length is < SectionHeaderSize or > CaptureLimits.SectionHeaderMax)
            return Damaged($"a section header cannot have {length} bytes");
        // What can be known of a file that is none should not need all the bytes it claims.
        if (_window.TryFill(16) && BinaryPrimitives.ReadUInt32LittleEndian(_window.Bytes[8..]) is var magic && magic != ByteOrderMagic)
        {
            return Damaged(magic == BinaryPrimitives.ReverseEndianness(ByteOrderMagic)
                ? "the capture was written on a big-endian machine" : "the section header has no byte order mark");
        }

        if (!_window.TryFill((int)length)) return EndOrWait("section header");
        var bytes = (ReadOnlySpan<byte>)_window.Bytes;
        var major = BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]);
        if (major > 1) return Damaged($"the capture has format version {major}; this program reads version 1");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[((int)length - 4)..]) != length)
            return Damaged("the two lengths of a section header differ");
        if (_section >= 0 && !_inEvents) DeliverTables();
        _section++;
        _inEvents = false;
        _eventsSeen = _section > 0;
        _sectionHasEvents = false;
        _upgrade.Reset();
        _callTimes?.Reset();
        _window.Skip((int)length);
        return true;
    }

    bool _sectionHasEvents;

    bool SkipOn()
    {
        while (_skipLeft > 4)
        {
            if (_window.Available == 0 && !_window.TryFill(1)) return EndOrWait("block of unknown type");
            var count = (int)Math.Min(_skipLeft - 4, _window.Available);
            _window.Skip(count);
            _skipLeft -= count;
        }

        return CloseBlock();
    }

    bool ReadTableOn()
    {
        var reader = _tableReader!;
        while (!reader.IsDone)
        {
            if (!_window.TryFill(reader.Needed)) return EndOrWait(_open.Describe());
            var used = reader.ReadEntry(_window.Bytes, out var problem);
            if (problem is not null) return Damaged(problem);
            _window.Skip(used);
        }

        if (!_window.TryFill((int)reader.BodyLeft + 4)) return EndOrWait(_open.Describe());
        _window.Skip((int)reader.BodyLeft);
        _skipLeft = 4;
        return CloseBlock();
    }

    /// <summary>Compares the length at the end of a block that was read in pieces.</summary>
    bool CloseBlock()
    {
        if (!_window.TryFill(4)) return EndOrWait("block");
        if (BinaryPrimitives.ReadUInt32LittleEndian(_window.Bytes) != _openLength)
            return Damaged($"the two lengths of the block at {_openOffset} differ");
        _window.Skip(4);
        _skipLeft = 0;
        _open = 0;
        return true;
    }

    void EnterEvents()
    {
        _inEvents = true;
        DeliverTables();
        _eventsSeen = _sectionHasEvents = true;
    }

    void DeliverTables()
    {
        if (_sectionHasEvents && _tables.IsEmpty) return;
        var snapshot = _tables.Take(Math.Max(_section, 0), _sectionHasEvents);
        _firstSnapshot ??= snapshot;
        options.Snapshots?.OnSnapshot(snapshot);
    }

    [MethodImpl(FirstCall.Optimized)]
    Step ReadEvent(BlockType type, uint length, out EventView view)
    {
        view = default;
        var isLarge = type is BlockType.LargeEvent2 or BlockType.LargeFlaggedEvent2;
        var hasFlags = type is BlockType.FlaggedEvent1 or BlockType.FlaggedEvent2 or BlockType.LargeFlaggedEvent2;
        var isVersion1 = type is BlockType.Event1 or BlockType.FlaggedEvent1;
        var before = CaptureLimits.BlockHeaderSize + CpuSize + (hasFlags ? FlagsSize : 0);
        var headerSize = isVersion1 ? Version1HeaderSize : EventView.HeaderSize;
        if (length > (isLarge ? CaptureLimits.LargeEventBlockMax : CaptureLimits.EventBlockMax) || length < before + headerSize + 4)
            return Stop(Damaged($"an event block cannot have {length} bytes"));
        if (!_window.TryFill((int)length)) return Stop(EndOrWait("event block"));
        var block = _window.Bytes[..(int)length];
        if (BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]) != length) return Stop(Damaged("the two lengths of an event block differ"));
        var flags = hasFlags ? BinaryPrimitives.ReadUInt32LittleEndian(block[(CaptureLimits.BlockHeaderSize + CpuSize)..]) : 0;
        var origins = new EventOrigins(0, 0, 0, BinaryPrimitives.ReadUInt16LittleEndian(block[CaptureLimits.BlockHeaderSize..]),
            (flags & StateOnlyFlag) != 0);
        var bytes = block[before..^4];
        var code = BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]);
        _eventsInFile++;
        if (code >= EventTable.CodeCount)
        {
            _unknownEvents++;
            _window.Skip((int)length);
            return Step.Next;
        }

        // A version 1 event gets four bytes longer at its front: they are taken from the block's header, which is of no more use.
        if (isVersion1 && !Version1Event.TryAddCount(block[(before - 4)..^4], out var problem)) return Stop(Damaged(problem));
        if (!EventView.TryRead(isVersion1 ? block[(before - 4)..^4] : bytes, origins, out var read))
            return Stop(Damaged("the lengths of an event do not add up"));
        _window.Skip((int)length);
        var shown = read.Bytes;
        if (_callTimes is not null) origins = origins with { LatencyNs = _callTimes.Take(shown) };
        var verdict = UpgradePlans.Verdict(code, read.ParameterCount);
        if (_written is not null) _written.Take(ref shown, verdict, _upgrade);
        else if (!_upgrade.TryUpgrade(ref shown, verdict)) return Step.Next;
        view = EventView.Trusted(shown, origins);
        _events++;
        return Step.Done;
    }

    static Step Stop(bool _) => Step.Stop;

    bool EndOrWait(string inside)
    {
        if (!chunks.Ended) return false;
        if (chunks.Failure is { IsTruncated: false } failure) return Damaged(failure.Problem, failure.Cause);
        if (_section < 0)
        {
            return Damaged(_window.Available == 0 && _window.Offset == 0
                ? "the file is empty" : "the file ends before the section header of a capture does");
        }

        var isInside = _window.Available > 0 || _open != 0 || _skipLeft > 0;
        if (isInside)
        {
            var start = _open != 0 || _skipLeft > 0 ? _openOffset : _window.Offset;
            EndNote = $"{name}: the file ends in the middle of {(inside[0] is 'e' or 'i' ? "an" : "a")} {inside} (begun at {Byte} {start}): whoever wrote it was interrupted";
        }
        else if (chunks.Failure is not null) EndNote = $"{name}: the gzip stream has no end: whoever wrote it was interrupted";
        else if (_eventsInFile == 0 && _unknownBlocks > 0)
            EndNote = $"{name}: the file has only blocks of unknown types: it may be a network capture (pcapng), not a capture of system calls";
        Finish();
        return false;
    }

    bool NotACapture(ReadOnlySpan<byte> header)
    {
        if (header.Length < 8) return Damaged("the file is no capture");
        return Damaged($"this is no capture file (it begins with {Convert.ToHexStringLower(header[..8])}, a capture with 0a0d0d0a)");
    }

    bool Damaged(string problem, Exception? cause = null)
    {
        _damage = new CaptureFileException(name, _window.Offset, chunks.IsCompressed, problem, cause);
        Finish();
        return false;
    }

    void Finish()
    {
        _finished = true;
        if (_section >= 0 && !_inEvents) DeliverTables();
        _inEvents = false;
    }

    string Byte => chunks.IsCompressed ? "uncompressed byte" : "byte";
}
