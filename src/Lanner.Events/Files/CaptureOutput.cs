using System.IO.Compression;

namespace Lanner.Events.Files;

/// <summary>
/// One file being written. Readable by its owner alone. Only whole blocks are given to it, and a flush closes a piece of the gzip stream, so
/// that what was flushed can be read whatever becomes of the writer.
/// </summary>
sealed class CaptureOutput : IDisposable
{
    readonly Stream _file;
    readonly GZipStream? _gzip;
    long _length;

    CaptureOutput(Stream file, string name, bool compress)
    {
        _file = file;
        Name = name;
        _gzip = compress ? new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true) : null;
    }

    public string Name { get; }

    /// <summary>Bytes on disk. May be asked for by another thread than the one that writes.</summary>
    public long Length { get => Volatile.Read(ref _length); private set => Volatile.Write(ref _length, value); }

    /// <exception cref="CaptureFileException">The file cannot be made.</exception>
    public static CaptureOutput Create(string path, bool compress)
    {
        if (path == "-") return new CaptureOutput(new CountingStream(Console.OpenStandardOutput()), path, compress);
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.Read | FileShare.Delete,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            var file = new FileStream(path, options);
            // A file that was there would keep its mode; a device must.
            if (!OperatingSystem.IsWindows() && !Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
                File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
            return new CaptureOutput(new CountingStream(file), path, compress);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Failed(path, e);
        }
    }

    /// <summary>Writes to a stream, which is closed with it.</summary>
    /// <param name="name">What messages call it.</param>
    public static CaptureOutput Create(Stream stream, string name, bool compress) => new(new CountingStream(stream), name, compress);

    /// <exception cref="CaptureFileException">It cannot be written, for example because the disk is full.</exception>
    public void Write(ReadOnlySpan<byte> blocks)
    {
        try
        {
            if (_gzip is null) _file.Write(blocks);
            else _gzip.Write(blocks);
            Length = _file.Position;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(Name, e);
        }
    }

    /// <inheritdoc cref="Write"/>
    public void Flush()
    {
        try
        {
            _gzip?.Flush();
            Length = _file.Position;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(Name, e);
        }
    }

    public void Dispose()
    {
        try
        {
            _gzip?.Dispose();
            Length = _file.Position;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The end of the gzip stream does not fit the disk. What was flushed is there, and the reader needs no end.
        }
        finally
        {
            _file.Dispose();
        }
    }

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static CaptureFileException Failed(string path, Exception e) => new(path, -1, false, $"cannot be written: {e.Message}", e);

    /// <summary>Knows how much went through it, also where the target is a pipe.</summary>
    sealed class CountingStream(Stream inner) : Stream
    {
        long _count;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _count;

        public override long Position { get => _count; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer);
            _count += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
