using System.Buffers;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>Writes to a file and puts it aside when it is too long or too old. What a failing disk does not take waits.</summary>
sealed class FileSink : AlertSink
{
    /// <summary>Alerts written together: a burst costs a few calls of the kernel.</summary>
    const int Together = 64;

    readonly FileOutputOptions _options;
    readonly SinkContext _context;
    readonly IAlertFormat _format;
    readonly RotatedFiles? _rotated;
    readonly ArrayBufferWriter<byte> _lines = new(4096);
    AppendFile? _file;
    DateTimeOffset _begun;
    bool _isTruncated;
    bool _isRotationStuck;

    public FileSink(FileOutputOptions options, SinkContext context)
    {
        _options = options;
        _context = context;
        _format = context.Rendering.CreateFormat();
        if (options.RotateAtBytes is not null || options.RotateAfter is not null)
            _rotated = new RotatedFiles(options.Path, options.KeepRotated, options.CompressRotated, context.Health.Tell);
    }

    public override int BatchSize => _options.Buffered ? Together : 1;

    public override void Start()
    {
        _rotated?.Begin();
        Open();
        if (!_options.KeepAlive) Close();
    }

    public override void Send(IReadOnlyList<IAlert> batch)
    {
        _lines.ResetWrittenCount();
        foreach (var alert in batch) _format.Write(alert, _lines);
        try
        {
            var file = Open();
            if (MustRotate(file)) file = Rotate(file);
            file.Write(_lines.WrittenSpan);
        }
        catch (IOException)
        {
            // Its name may mean a better file by the next attempt.
            Close();
            throw;
        }

        if (!_options.KeepAlive) Close();
    }

    public override void Reopen()
    {
        Close();
        if (_options.KeepAlive) Open();
    }

    public override void End()
    {
        Close();
        _rotated?.End();
    }

    public override void Abort() => _rotated?.Abort();

    public override void Dispose()
    {
        Close();
        _rotated?.Dispose();
    }

    AppendFile Open()
    {
        if (_file is not null) return _file;
        _file = new AppendFile(_options.Path, truncate: !_options.Append && !_isTruncated);
        _isTruncated = true;
        // The name may be an older file's, which has its own age.
        if (_options.RotateAfter is not null) _begun = _file.Length == 0 ? _context.Time.GetUtcNow() : File.GetCreationTimeUtc(_options.Path);
        return _file;
    }

    void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    bool MustRotate(AppendFile file)
    {
        if (_rotated is null || file.Length is var length && length == 0) return false;
        return length + _lines.WrittenCount > _options.RotateAtBytes || _context.Time.GetUtcNow() - _begun >= _options.RotateAfter;
    }

    /// <summary>When the file cannot be put aside it grows on: alerts matter more than a limit.</summary>
    AppendFile Rotate(AppendFile file)
    {
        try
        {
            _rotated!.PutAside(_context.Time.GetUtcNow());
            _isRotationStuck = false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (!_isRotationStuck) _context.Health.Tell($"the file cannot be put aside and grows on: {problem.Message}");
            _isRotationStuck = true;
            return file;
        }

        Close();
        return Open();
    }
}
