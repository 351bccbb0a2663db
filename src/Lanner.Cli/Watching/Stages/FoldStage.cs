using System.Buffers;
using System.Text;

using Lanner.Alerts;
using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>
/// Makes a flood readable: alerts of one rule about one program in one container go out as they are up to a number within a window;
/// further ones are counted, and when the window ends, the last of them goes out and says how many it stands for. Windows are measured by
/// the clock of events, so that a capture gives what the host gave. Nothing is lost: whatever ends a window early (too many of them, the
/// end of the watch, another setting) makes its count go out first.
/// </summary>
sealed class FoldStage(FoldSettings settings) : WatchStage
{
    /// <summary>Windows open at once; about 2 KiB each.</summary>
    const int MaxWindows = 4096;

    readonly Dictionary<Kind, LinkedListNode<Window>> _windows = [];

    /// <summary>The oldest first.</summary>
    readonly LinkedList<Window> _order = new();
    FoldSettings _settings = settings;
    long _folded;
    long _counts;

    /// <summary>Alerts that were repeats, and the counts that went out for them.</summary>
    public (long Folded, long Counts) Counts => (_folded, _counts);

    public override void OnAlert(IAlert alert)
    {
        if (alert is not Alert ofRule || !_settings.IsEnabled)
        {
            Next(alert);
            return;
        }

        EndBefore(ofRule.TimeNs);
        var window = Of(ofRule);
        if (window.Passed < _settings.After)
        {
            window.Passed++;
            Next(alert);
            return;
        }

        if (window.Last is null) window.FirstNs = ofRule.TimeNs;
        window.Count++;
        window.Last = ofRule;
    }

    public override void Poll(ulong nowNs) => EndBefore(nowNs);

    public override void Apply(WatchPlan plan)
    {
        if (plan.Configuration.Fold == _settings) return;
        Flush();
        _settings = plan.Configuration.Fold;
    }

    public override void Flush()
    {
        while (_order.First is { } oldest) End(oldest);
    }

    public override void Report(TextWriter to)
    {
        if (_folded > 0) to.WriteLine($"  {_folded} of the alerts were repeats and went out as {RuleLoading.Count((int)Math.Min(int.MaxValue, _counts), "count")} (see --fold)");
    }

    Window Of(Alert alert)
    {
        var kind = new Kind(alert.RuleName, alert.Program, alert.Container?.FullId ?? []);
        if (_windows.TryGetValue(kind, out var node))
        {
            // A window that is still to begin is one of another capture.
            if (alert.TimeNs + Length >= node.Value.BeginNs) return node.Value;
            End(node);
        }

        if (_windows.Count >= MaxWindows) End(_order.First!);
        node = _order.AddLast(new Window(kind, alert.TimeNs));
        _windows.Add(kind, node);
        return node.Value;
    }

    ulong Length => (ulong)_settings.Window.TotalNanoseconds;

    void EndBefore(ulong nowNs)
    {
        while (_order.First is { } oldest && oldest.Value.BeginNs + Length <= nowNs) End(oldest);
    }

    void End(LinkedListNode<Window> node)
    {
        _order.Remove(node);
        _windows.Remove(node.Value.Kind);
        if (node.Value.Last is not { } last) return;
        if (node.Value.Count == 1)
        {
            Next(last);
            return;
        }

        _folded += node.Value.Count;
        _counts++;
        Next(last.With([.. last.Output, .. Encoding.UTF8.GetBytes($" ({node.Value.Count} such alerts since {Clock(node.Value.FirstNs)})")],
        [
            AlertField.Of("alert.count", node.Value.Count),
            AlertField.Of("alert.first_time", Iso(node.Value.FirstNs)),
            AlertField.Of("alert.last_time", Iso(last.TimeNs)),
        ]));
    }

    /// <summary>Local time of day to the millisecond, as the line begins with one.</summary>
    static string Clock(ulong timeNs) => Text(timeNs, AlertTime.WriteClock)[..12];

    static string Iso(ulong timeNs) => Text(timeNs, AlertTime.WriteIso);

    static string Text(ulong timeNs, Action<ulong, IBufferWriter<byte>> write)
    {
        var text = new ArrayBufferWriter<byte>(40);
        write(timeNs, text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    sealed class Window(Kind kind, ulong beginNs)
    {
        public Kind Kind { get; } = kind;

        public ulong BeginNs { get; } = beginNs;

        public int Passed { get; set; }

        /// <summary>Alerts that wait to be told, the first's time and the last of them.</summary>
        public long Count { get; set; }

        public ulong FirstNs { get; set; }

        public Alert? Last { get; set; }
    }

    /// <summary>What makes alerts the same: the rule, the program's path, the container's full id.</summary>
    readonly record struct Kind(string Rule, byte[] Program, byte[] Container)
    {
        public bool Equals(Kind other) =>
            Rule == other.Rule && Program.AsSpan().SequenceEqual(other.Program) && Container.AsSpan().SequenceEqual(other.Container);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Rule, StringComparer.Ordinal);
            hash.AddBytes(Program);
            hash.AddBytes(Container);
            return hash.ToHashCode();
        }
    }
}
