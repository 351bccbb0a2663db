using System.Buffers;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>Feeds a program. One that does not read holds up this output and no other; one that ends is started again, ever more slowly.</summary>
sealed class ProgramSink(ProgramOutputOptions options, SinkContext context) : AlertSink
{
    /// <summary>A program that ran that long is started again at once.</summary>
    static readonly TimeSpan s_goodRun = TimeSpan.FromSeconds(30);

    readonly IAlertFormat _format = context.Rendering.CreateFormat();
    readonly ArrayBufferWriter<byte> _line = new(1024);
    readonly Backoff _restart = Backoff.Usual;
    readonly UnreadLines _unread = new();

    /// <summary>What a program that has ended left unread, for the next.</summary>
    Queue<byte[]> _again = [];

    volatile RunningProgram? _program;
    volatile bool _isAborted;
    long _started;

    public override void Start()
    {
        if (options.KeepAlive) Launch();
    }

    public override void Send(IReadOnlyList<IAlert> batch)
    {
        _line.ResetWrittenCount();
        _format.Write(batch[0], _line);
        if (options.KeepAlive) Feed();
        else RunOnce();
    }

    /// <summary>Whatever the program writes to may have been moved: it is started anew.</summary>
    public override void Reopen() => EndProgram();

    public override void End() => EndProgram();

    public override void Abort()
    {
        _isAborted = true;
        _program?.Kill();
    }

    public override void Dispose()
    {
        _program?.Dispose();
        _program = null;
    }

    void Feed()
    {
        if (_program is { HasEnded: true }) throw Ended();
        Launch();
        try
        {
            for (; _again.TryPeek(out var line); _again.Dequeue()) Write(line);
            Write(_line.WrittenSpan);
        }
        catch (IOException)
        {
            throw Ended();
        }
    }

    void Write(ReadOnlySpan<byte> line)
    {
        _program!.Write(line);
        _unread.Add(line, _program.Unread);
    }

    void RunOnce()
    {
        Launch();
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout, context.Time);
            using var kill = limit.Token.Register(() => _program?.Kill());
            var isRead = _program!.TryWrite(_line.WrittenSpan);
            var status = _program.Finish();
            if (limit.IsCancellationRequested) throw new OutputUnavailableException($"{options.Command}: did not end in time and was killed");
            // A program may ignore its input: it then ends with 0 and that is its own affair.
            if (status != 0) throw new OutputUnavailableException($"{options.Command}: {RunningProgram.Describe(status)}{(isRead ? "" : " without reading the alert")}");
        }
        finally
        {
            Dispose();
        }
    }

    void Launch()
    {
        if (_program is not null) return;
        if (_isAborted) throw new OutputUnavailableException("the end has come");
        _program = RunningProgram.Start(options.Command);
        _started = context.Time.GetTimestamp();
        if (_isAborted) _program.Kill();
    }

    /// <summary>Before the input of a program that has ended is closed.</summary>
    void KeepUnread()
    {
        _unread.Trim(_program!.Unread);
        _again = new Queue<byte[]>(_unread.Take().Concat(_again));
    }

    /// <summary>The alert in hand is tried again with a new program; how soon depends on how long the last one ran.</summary>
    OutputUnavailableException Ended()
    {
        KeepUnread();
        var status = _program!.Finish();
        Dispose();
        if (context.Time.GetElapsedTime(_started) >= s_goodRun) _restart.Reset();
        return new OutputUnavailableException($"{options.Command}: {RunningProgram.Describe(status)}") { RetryAfter = _restart.Next() };
    }

    /// <summary>Its input ends; then it has a moment, is asked to end, and is killed. What an earlier one left unread is for one more.</summary>
    void EndProgram()
    {
        if (_program is { HasEnded: true })
        {
            KeepUnread();
            Dispose();
            if (_again.Count > 0) Launch();
            while (_again.TryDequeue(out var line)) _program!.TryWrite(line);
        }

        _program?.End();
        Dispose();
    }
}
