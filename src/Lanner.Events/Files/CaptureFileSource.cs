using System.Runtime.CompilerServices;

namespace Lanner.Events.Files;

/// <summary>
/// Events of a capture file, plain or gzip, of any age: today's events are handed out in place, older ones are made into today's first.
/// Its tables go to <see cref="CaptureFileOptions.Snapshots"/>, or to the caller of <see cref="ReadSnapshot"/>, before the events they
/// belong to. One thread polls; <see cref="Stop"/> and <see cref="Wake"/> are for any thread.
/// </summary>
public sealed class CaptureFileSource : IEventSource
{
    readonly BlockReader _blocks;
    bool _disposed;

    CaptureFileSource(ChunkSource chunks, string name, CaptureFileOptions options) => _blocks = new BlockReader(chunks, name, options);

    /// <inheritdoc/>
    public bool IsFinished => _blocks.Ended;

    /// <summary>
    /// What a reader of the events should know once the file is finished, in one line: that it stops in the middle of a block, for
    /// example. Null when there is nothing to tell.
    /// </summary>
    public string? EndNote => _blocks.EndNote;

    public CaptureFileStatistics Statistics => _blocks.Statistics;

    /// <summary>
    /// Number of the event handed out last, from 1; with <see cref="CaptureFileOptions.EveryEvent"/> among all events of the file, as sysdig
    /// counts them.
    /// </summary>
    public long Number => _blocks.Number;

    /// <summary>With <see cref="CaptureFileOptions.EveryEvent"/>: the event handed out last is one that is left out otherwise.</summary>
    public bool IsLeftOut => _blocks.IsLeftOut;

    /// <summary>How much of the file was read, from 0 to 1; 0 where its size is not known.</summary>
    public double PartRead => _blocks.PartRead;

    /// <summary>
    /// With <see cref="CaptureFileOptions.EveryEvent"/>: the event handed out last as the file has it, valid until the next one; the default
    /// where it was handed out as it is.
    /// </summary>
    public EventView Written => _blocks.Written is { IsEmpty: false } bytes ? EventView.Trusted(bytes, default) : default;

    /// <summary>Opens a file; <c>-</c> is standard input.</summary>
    /// <exception cref="CaptureFileException">The file cannot be opened.</exception>
    public static CaptureFileSource Open(string path, CaptureFileOptions? options = null)
    {
        options ??= new CaptureFileOptions();
        if (path == "-") return Open(Console.OpenStandardInput(), "-", options with { Follow = false });
        return new CaptureFileSource(CaptureInput.OpenFile(path, options), path, options);
    }

    /// <summary>Reads a stream, which is closed when it is read or the source is disposed.</summary>
    /// <param name="name">What messages call it.</param>
    public static CaptureFileSource Open(Stream stream, string name, CaptureFileOptions? options = null)
    {
        options ??= new CaptureFileOptions();
        return new CaptureFileSource(CaptureInput.OpenStream(stream, options), name, options);
    }

    /// <summary>
    /// Reads up to the first event and returns the tables before it; the consumer of snapshots gets them too. Waits where bytes are yet to
    /// come. Damage inside the tables is told by the poll that follows.
    /// </summary>
    /// <exception cref="CaptureFileException">This is no capture file.</exception>
    public CaptureSnapshot ReadSnapshot()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!_blocks.TryReachEvents()) _blocks.Wait(TimeSpan.FromSeconds(1));
        return _blocks.FirstSnapshot;
    }

    /// <inheritdoc/>
    /// <exception cref="CaptureFileException">The file is damaged from here on; thrown once, after all events before were handed out.</exception>
    [MethodImpl(FirstCall.Optimized)]
    public int Poll<TConsumer>(ref TConsumer consumer, int maxEvents) where TConsumer : IEventConsumer, allows ref struct
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var count = 0;
        while (count < maxEvents)
        {
            if (!_blocks.TryNextAtHand(out var view) && !_blocks.TryNext(out view)) break;
            count++;
            consumer.OnEvent(view);
        }

        if (count == 0) _blocks.ThrowIfDamaged();
        return count;
    }

    /// <inheritdoc/>
    public void Wait(TimeSpan longest) => _blocks.Wait(longest);

    /// <summary>Ends a wait of the polling thread.</summary>
    public void Wake() => _blocks.Chunks.Wake();

    /// <summary>Ends following: what was written before is still handed out. A file that is not followed ends soon.</summary>
    public void Stop() => _blocks.Chunks.Stop();

    public void Dispose()
    {
        _disposed = true;
        _blocks.Chunks.Dispose();
    }
}
