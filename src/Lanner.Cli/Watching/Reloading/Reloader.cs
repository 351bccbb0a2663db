using System.Diagnostics;

using Lanner.Capture;
using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>
/// Loads configuration and rules anew when asked or when their files changed, on a thread of its own. What is broken changes nothing; what
/// is good is offered to the feed's thread, which takes it between two events. The kernel is first asked for what the old and the new rules
/// want together, and when the new ones are at work for what they want alone, so nothing that both want is missed.
/// </summary>
sealed class Reloader : IDisposable
{
    /// <summary>How long the end waits for a load that is under way.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    readonly WatchSession _session;
    readonly WatchSource _source;
    readonly Action<ReloadFailure> _failed;
    readonly AutoResetEvent _asked = new(false);
    readonly CancellationTokenSource _end = new();
    readonly Thread _thread;
    readonly FileWatch? _files;
    readonly Needs _started;
    Needs _needs;
    IReadOnlyList<string> _watched;
    string _contents;
    volatile bool _isForced;
    volatile Replacement? _offered;

    /// <param name="session">Whose rules are replaced; it is at work, and its plan has a source.</param>
    /// <param name="failed">Told, on this thread, that nothing has changed.</param>
    public Reloader(WatchSession session, Action<ReloadFailure> failed)
    {
        _session = session;
        _source = session.Plan.Source!;
        _failed = failed;
        _started = _needs = session.Plan.NeedsOf(session.Engine.Rules);
        _contents = session.Plan.Contents;
        _watched = session.Plan.Files;
        if (session.Plan.WatchesFiles && (session.Feed.IsLive || session.Plan.Follow))
        {
            _files = new FileWatch(() => _asked.Set(), session.Log.Warning);
            _files.Watch(_watched);
            // They may have changed since they were read.
            _asked.Set();
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "reload" };
        _thread.Start();
    }

    /// <summary>Asks for a reload, whether files changed or not; several asks before it begins are one. From any thread.</summary>
    public void Ask()
    {
        _isForced = true;
        _asked.Set();
    }

    /// <summary>What is ready to take over, once; null mostly.</summary>
    public Replacement? Take() => _offered is null ? null : Interlocked.Exchange(ref _offered, null);

    public void Dispose()
    {
        _files?.Dispose();
        _end.Cancel();
        // A rule file can be a pipe that nobody writes to; the thread then ends with the process.
        if (!_thread.Join(s_patience)) return;
        _end.Dispose();
        _asked.Dispose();
    }

    void Run()
    {
        WaitHandle[] handles = [_end.Token.WaitHandle, _asked];
        while (WaitHandle.WaitAny(handles) != 0)
        {
            try
            {
                Look();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    void Look()
    {
        var isForced = _isForced;
        _isForced = false;
        // Links may lead elsewhere by now, and folders may have come.
        _files?.Watch(_watched);
        var contents = FileContents.MarkOf(_watched);
        if (!isForced && contents == _contents) return;
        _contents = contents;
        Reload();
    }

    void Reload()
    {
        var began = Stopwatch.GetTimestamp();
        var read = _source.Read();
        foreach (var problem in read.Problems) _session.Log.Say(problem.IsError ? RulePriority.Error : RulePriority.Warning, problem.ToString());
        if (read.Configuration is not { } configuration)
        {
            Fail("the configuration has", read.Problems.Count(p => p.IsError), read.Problems.First(p => p.IsError).ToString());
            return;
        }

        var running = _session.Plan;
        var plan = _source.Plan(configuration).Continuing(running);
        if (!plan.Files.SequenceEqual(_watched))
        {
            // Before they are read, so that no change of theirs is missed; also when they turn out to be broken.
            _watched = plan.Files;
            _files?.Watch(_watched);
            _contents = FileContents.MarkOf(_watched);
        }

        if (RuleLoading.Read(plan, _session.Log) is not { } loaded)
        {
            Fail("the configuration has", 1, RuleLoading.AllMissing);
            return;
        }

        RuleLoading.Tell(loaded, _session.Log);
        if (loaded.RuleSet is not { Rules.Count: > 0 } rules)
        {
            Fail("the rules have", Math.Max(1, loaded.ErrorCount), loaded.Errors.FirstOrDefault()?.ToString() ?? RuleLoading.NoneLeft);
            return;
        }

        var changes = RuleChanges.Between(_session.Engine.Rules, rules);
        if (!Offer(plan, rules)) return;
        _session.Log.Info($"reloaded in {Stopwatch.GetElapsedTime(began).TotalSeconds:F2} s: {changes}; {RuleLoading.Count(rules.Rules.Count, "rule")} at work");
        foreach (var kind in _needs.Beyond(_started)) _session.Log.Warning($"the rules are about {kind}; these are reported only after a restart");
        foreach (var section in plan.ChangedForGood(running)) _session.Log.Warning($"{section}: the change takes effect only after a restart");
    }

    /// <summary>Makes the rules ready, and waits until they are at work.</summary>
    bool Offer(WatchPlan plan, RuleSet rules)
    {
        var engine = _session.CreateEngine(plan, rules);
        var needs = plan.NeedsOf(rules);
        try
        {
            _session.Feed.Ask(_needs.And(needs));
        }
        catch (CaptureException problem)
        {
            Fail("the kernel has", 1, problem.Message);
            return false;
        }

        var replacement = new Replacement(plan, engine);
        _offered = replacement;
        replacement.WaitUntilTaken(_end.Token);
        _needs = needs;
        _session.Feed.Ask(needs);
        return true;
    }

    void Fail(string who, int errors, string first) =>
        _failed(new ReloadFailure($"{who} {RuleLoading.Count(errors, "error")}; {RuleLoading.Count(_session.Engine.Rules.Rules.Count, "rule")} at work as before", errors, first));
}

/// <summary>Why nothing has changed.</summary>
/// <param name="Sentence">What is broken, and what goes on.</param>
/// <param name="Errors">How many things are wrong.</param>
/// <param name="First">The first of them.</param>
sealed record ReloadFailure(string Sentence, int Errors, string First);
