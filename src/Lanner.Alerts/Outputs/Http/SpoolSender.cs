using System.Globalization;

namespace Lanner.Alerts.Outputs;

/// <summary>Delivers what is in a spool, on a thread of its own, until it is told that no more will come.</summary>
sealed class SpoolSender : IDisposable
{
    /// <summary>One request's body; a single alert may be longer.</summary>
    const int MaxBodyBytes = 1 << 20;

    readonly HttpOutputOptions _options;
    readonly SinkContext _context;
    readonly CancellationToken _abort;
    readonly CancellationTokenSource _ending = new();
    readonly Backoff _backoff = Backoff.Usual;
    readonly Thread _thread;
    volatile bool _isRenewalAsked;

    /// <param name="spool">From now on this one's to dispose of.</param>
    /// <param name="options">Where to.</param>
    /// <param name="context">What is told and how long is waited.</param>
    /// <param name="abort">Ends every wait.</param>
    public SpoolSender(Spool spool, HttpOutputOptions options, SinkContext context, CancellationToken abort)
    {
        Spool = spool;
        _options = options;
        _context = context;
        _abort = abort;
        _thread = new Thread(Run) { IsBackground = true, Name = $"alerts {options.Name} sender" };
        _thread.Start();
    }

    public Spool Spool { get; }

    public void Renew() => _isRenewalAsked = true;

    /// <summary>No more alerts come: delivers what is there, until it fails or is aborted, and says what stays.</summary>
    public void End()
    {
        Spool.Complete();
        _ending.Cancel();
        _thread.Join();
        if (Spool.Waiting.Alerts is > 0 and var left)
            _context.Health.Tell(string.Create(CultureInfo.InvariantCulture, $"{left} {(left == 1 ? "alert stays" : "alerts stay")} in {Spool.Folder} for the next run"));
    }

    /// <summary>After <see cref="End"/>.</summary>
    public void Dispose()
    {
        _ending.Dispose();
        Spool.Dispose();
    }

    void Run()
    {
        var failuresAtEnd = 0;
        using var delivery = new HttpDelivery(_options, _context);
        while (!_abort.IsCancellationRequested)
        {
            if (_isRenewalAsked)
            {
                _isRenewalAsked = false;
                delivery.Renew();
            }

            try
            {
                if (Spool.Read(_options.BatchSize, MaxBodyBytes) is not { } batch) return;
                Deliver(delivery, batch);
                _backoff.Reset();
                failuresAtEnd = 0;
            }
            catch (Exception problem) when (problem is OutputUnavailableException or IOException or UnauthorizedAccessException)
            {
                _context.Health.Failed(problem.Message, problem is OutputUnavailableException { IsExpected: true });
                if (_ending.IsCancellationRequested && ++failuresAtEnd >= Backoff.AttemptsAtEnd) return;
                Pause(_backoff.Next((problem as OutputUnavailableException)?.RetryAfter));
            }
        }
    }

    void Deliver(HttpDelivery delivery, SpoolBatch batch)
    {
        try
        {
            delivery.Deliver(batch.Lines, batch.Count, _abort);
        }
        catch (AlertRefusedException problem)
        {
            _context.Health.Refused(batch.Count, problem.Message);
            Spool.Confirm(batch);
            return;
        }
        catch (OutputUnavailableException)
        {
            _context.Health.Dropped(AlertDropReason.SpoolFull, Spool.GiveBack(batch));
            throw;
        }

        _context.Health.Delivered(batch.Count);
        Spool.Confirm(batch);
        if (Spool.Waiting.Alerts == 0) _context.Health.CaughtUp();
    }

    void Pause(TimeSpan wait)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, _abort);
        try
        {
            Task.Delay(wait, _context.Time, end.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // The end: nothing is waited for.
        }
    }
}
