using Lanner.Responses.Planning;
using Lanner.Rules;

namespace Lanner.Responses.Records;

/// <summary>Tells of each action where it is to be told: operator, outputs, audit file, the table of effects. Used from any thread.</summary>
sealed class Recorder(ResponderOptions options, EffectTable effects)
{
    /// <summary>Events reach the rules a little after they happened, and clocks differ a little.</summary>
    static readonly TimeSpan s_margin = TimeSpan.FromSeconds(1);

    /// <summary>When an action that failed may be tried again.</summary>
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    /// <summary>What a container without networks does is no sign that it has them again, so it is looked at only so often.</summary>
    static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    readonly Lock _lock = new();
    readonly HashSet<ResponseKind> _failing = [];
    ResponseStatistics _statistics = new();
    bool _auditFails;

    public AuditFile? Audit { get; set; }

    /// <summary>The outputs take nothing any more.</summary>
    public bool IsClosed { get; set; }

    public ResponseStatistics Statistics
    {
        get { lock (_lock) return _statistics; }
    }

    public void Record(ResponseRecord record)
    {
        effects.End(EffectKey.Of(record.Response, record.Target), Until(record));
        bool isNew;
        lock (_lock)
        {
            isNew = Count(record);
            WriteAudit(record);
        }

        var kind = record.Outcome.Kind;
        options.Log(LogLevel(kind, isNew), $"response: {record.Text}");
        if (!IsClosed && kind is OutcomeKind.Done or OutcomeKind.Failed or OutcomeKind.Spared) options.Raise(record.ToAlert(options.Hostname()));
    }

    static ulong Until(ResponseRecord record)
    {
        if (record.Outcome.Kind == OutcomeKind.WouldDo) return ulong.MaxValue;
        var time = (record.Outcome.Kind, record.Response.Kind) switch
        {
            (OutcomeKind.Failed, _) => s_pause,
            (OutcomeKind.Spared, _) or (_, ResponseKind.Disconnect) => s_quiet,
            _ => s_margin,
        };
        return (ulong)(DateTime.UtcNow + time - DateTime.UnixEpoch).Ticks * 100;
    }

    static RulePriority LogLevel(OutcomeKind kind, bool isNew) => kind switch
    {
        OutcomeKind.Done => RulePriority.Warning,
        OutcomeKind.Failed => isNew ? RulePriority.Error : RulePriority.Debug,
        OutcomeKind.Already => RulePriority.Debug,
        _ => RulePriority.Informational,
    };

    /// <summary>False for one more failure of a kind that fails already.</summary>
    bool Count(ResponseRecord record)
    {
        var s = _statistics;
        _statistics = record.Outcome.Kind switch
        {
            OutcomeKind.Done => s with { Done = s.Done + 1 },
            OutcomeKind.Failed => s with { Failed = s.Failed + 1 },
            OutcomeKind.Spared => s with { Spared = s.Spared + 1 },
            OutcomeKind.WouldDo => s with { WouldDo = s.WouldDo + 1 },
            _ => s,
        };
        if (record.Outcome.Kind == OutcomeKind.Failed) return _failing.Add(record.Response.Kind);
        if (record.Outcome.Kind == OutcomeKind.Done) _failing.Remove(record.Response.Kind);
        return true;
    }

    void WriteAudit(ResponseRecord record)
    {
        if (Audit is not { } audit) return;
        try
        {
            audit.Write(record);
            _auditFails = false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (!_auditFails) options.Log(RulePriority.Error, $"response: the audit file cannot be written: {problem.Message}");
            _auditFails = true;
        }
    }
}
