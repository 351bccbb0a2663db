using Lanner.Configuration;
using Lanner.Responses.Doing;
using Lanner.Responses.Planning;
using Lanner.Responses.Processes;
using Lanner.Responses.Records;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Responses;

/// <summary>
/// Does, or says it would do, what rules want done about their alerts (<c>respond</c>). Alerts come from one thread, which never waits: what
/// is to be done goes to lanes with threads of their own, kills apart from what engines are asked for. A container about which it must be known
/// what it is keeps its response waiting, not its alert.
/// </summary>
public sealed class Responder : IDisposable
{
    /// <summary>Pieces of work that may wait in a lane.</summary>
    const int LaneCapacity = 64;

    /// <summary>Responses that may wait for the detail of their container.</summary>
    const int MaxHeld = 256;

    /// <summary>As long as the rules themselves wait for a detail, and a little more.</summary>
    const ulong LongestHoldNs = 2_500_000_000;

    /// <summary>For threads whose work was just broken off.</summary>
    static readonly TimeSpan s_lastWait = TimeSpan.FromMilliseconds(200);

    readonly ResponderOptions _options;
    readonly IProcesses _processes;
    readonly OwnContainer _own;
    readonly ContainerActions _containers;
    readonly EffectTable _effects = new();
    readonly WorkLane<Job> _kills;
    readonly WorkLane<Job> _orders;
    readonly Recorder _recorder;
    readonly List<(Alert Alert, ulong UntilNs)> _held = [];
    readonly CancellationTokenSource _stop = new();
    readonly CancellationToken _stopped;
    Setup _setup;
    ActionLimit _limit;
    long _leftOut;
    bool _limitIsTold;

    /// <exception cref="IOException">The audit file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public Responder(ResponseSettings settings, ResponderOptions options)
        : this(settings, options, new HostProcesses(options.BootEpochNs), OwnContainer.Find())
    {
    }

    /// <exception cref="IOException">The audit file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    internal Responder(ResponseSettings settings, ResponderOptions options, IProcesses processes, OwnContainer own)
    {
        _options = options;
        _processes = processes;
        _own = own;
        _stopped = _stop.Token;
        _containers = new ContainerActions(options.Engines, settings.Timeout);
        _kills = new WorkLane<Job>("kills", 1, LaneCapacity, Do);
        _orders = new WorkLane<Job>("engine orders", 3, LaneCapacity, Do);
        _recorder = new Recorder(options, _effects);
        Apply(settings);
        // Later failures are told and change nothing; here there is still somebody to put it right.
        _recorder.Audit?.Check();
    }

    /// <summary>In a replay never <see cref="ResponseMode.On"/>.</summary>
    public ResponseMode Mode => _setup.Mode;

    public ResponseStatistics Statistics => _recorder.Statistics with { LeftOut = _leftOut };

    /// <summary>Other settings hold from now on; what is under way goes on. For the thread that brings alerts.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_setup), nameof(_limit))]
    public void Apply(ResponseSettings settings)
    {
        var mode = settings.Mode == ResponseMode.On && !_options.IsLive ? ResponseMode.DryRun : settings.Mode;
        if (_limit is null || _setup is null || (settings.Limit, settings.LimitTime) != (_setup.Settings.Limit, _setup.Settings.LimitTime))
            _limit = new ActionLimit(settings.Limit, settings.LimitTime);
        // What was only said to be done is not done yet.
        if (_setup is not null && _setup.Mode != mode) _effects.Clear();
        _setup = new Setup(mode, settings, new ResponsePolicy(settings, _own), new ProcessKiller(_processes, new ProcessGuard(_processes, settings)));
        _recorder.Audit = mode == ResponseMode.Off || settings.AuditFile is null ? null : new AuditFile(settings.AuditFile);
    }

    /// <summary>Does what the alert's rule wants done.</summary>
    /// <param name="alert">As its rule made it.</param>
    /// <param name="nowNs">By the clock of events.</param>
    /// <returns>The alert, with a field <c>response</c> where its rule wants something done.</returns>
    public Alert OnAlert(Alert alert, ulong nowNs)
    {
        if (Mode == ResponseMode.Off || alert.Rule.Responses.Count == 0) return alert;
        var target = ResponseTarget.Of(alert);
        if (_setup.Policy.NeedsDetail && alert.Container is { State: DetailState.Pending } && _held.Count < MaxHeld)
        {
            _held.Add((alert, nowNs + LongestHoldNs));
            return Tell(alert, string.Join("; ", alert.Rule.Responses.Select(r => $"{Would}{target.Describe(r)} when its container is known")));
        }

        return Tell(alert, Begin(alert, target));
    }

    /// <summary>Takes up what waited for a container's detail. To be called often.</summary>
    public void Poll(ulong nowNs)
    {
        for (var i = _held.Count - 1; i >= 0; i--)
        {
            var (alert, until) = _held[i];
            if (alert.Container is { State: DetailState.Pending } && nowNs < until) continue;
            _held.RemoveAt(i);
            Begin(alert, ResponseTarget.Of(alert));
        }
    }

    /// <summary>No alert comes any more: waits for what is under way, and takes no more.</summary>
    public void Complete(TimeSpan limit)
    {
        Poll(ulong.MaxValue);
        var end = DateTime.UtcNow + limit;
        _stop.CancelAfter(limit);
        _ = _kills.Complete(limit) & _orders.Complete(end > DateTime.UtcNow ? end - DateTime.UtcNow : TimeSpan.Zero);
        _recorder.IsClosed = true;
    }

    public void Dispose()
    {
        _recorder.IsClosed = true;
        _stop.Cancel();
        // Threads that are still at work keep what they need; the program's end ends them.
        if (!(_kills.Complete(s_lastWait) & _orders.Complete(s_lastWait))) return;
        _kills.Dispose();
        _orders.Dispose();
        _containers.Dispose();
        _stop.Dispose();
    }

    /// <summary>The alert's field that says what is done about it.</summary>
    const string Field = "response";

    static Alert Tell(Alert alert, string text) =>
        alert.Fields.Any(field => field.Name == Field) ? alert : alert.With(alert.Output, [AlertField.Of(Field, text)]);

    string Would => Mode == ResponseMode.DryRun ? "would " : "";

    /// <summary>Starts what may be started; says of each action what becomes of it.</summary>
    string Begin(Alert alert, ResponseTarget target)
    {
        var said = new List<string>();
        var orders = new List<RuleResponse>();
        foreach (var response in alert.Rule.Responses)
        {
            var what = target.Describe(response);
            if (_setup.Policy.WhyNot(response, alert, target) is { } why) said.Add($"{what}: left alone, {why}");
            else if (!_effects.TryBegin(EffectKey.Of(response, target), target.EventTimeNs)) said.Add($"{what}: under way or done already");
            else if (!_limit.TryTake(TimeSpan.FromMilliseconds(Environment.TickCount64))) said.Add(LeaveOut(response, target, $"more than {LimitText} were asked for"));
            else
            {
                said.Add(Would + what);
                if (response.Kind == ResponseKind.Kill) Start(_kills, target, [response]);
                else orders.Add(response);
            }
        }

        if (orders.Count > 0) Start(_orders, target, [.. orders]);
        return string.Join("; ", said);
    }

    void Start(WorkLane<Job> lane, ResponseTarget target, RuleResponse[] responses)
    {
        var job = new Job(_setup, target, responses);
        // A capture's processes are not those of this host: there is nothing to look at.
        if (!_options.IsLive) Do(job);
        else if (!lane.TryAdd(job))
        {
            foreach (var response in responses) LeaveOut(response, target, "too many wait to be done");
        }
    }

    string LeaveOut(RuleResponse response, ResponseTarget target, string why)
    {
        _effects.Forget(EffectKey.Of(response, target));
        _leftOut++;
        if (!_limitIsTold) _options.Log(RulePriority.Warning, $"response: {why}; from now on some are left out, which the summary counts");
        _limitIsTold = true;
        return $"{target.Describe(response)}: left out, {why}";
    }

    string LimitText => $"{_setup.Settings.Limit} in {_setup.Settings.LimitTime.TotalSeconds:0} s";

    /// <summary>In a lane's thread.</summary>
    void Do(Job job)
    {
        foreach (var response in job.Responses)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            ResponseOutcome outcome;
            try
            {
                outcome = Do(job, response);
            }
            catch (OperationCanceledException)
            {
                outcome = new ResponseOutcome(OutcomeKind.Failed, "the watch ended");
            }

            _recorder.Record(new ResponseRecord(job.Target, response, outcome, clock.Elapsed));
        }
    }

    ResponseOutcome Do(Job job, RuleResponse response)
    {
        var dryRun = job.Setup.Mode != ResponseMode.On;
        if (response.Kind == ResponseKind.Kill && _options.IsLive) return job.Setup.Killer.Kill(job.Target, response.Tree, dryRun);
        return dryRun ? new ResponseOutcome(OutcomeKind.WouldDo) : _containers.Do(response, job.Target, _stopped);
    }

    sealed record Setup(ResponseMode Mode, ResponseSettings Settings, ResponsePolicy Policy, ProcessKiller Killer);

    sealed record Job(Setup Setup, ResponseTarget Target, RuleResponse[] Responses);
}
