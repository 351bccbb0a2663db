using System.Globalization;
using System.Text;

using Lanner.Alerts;
using Lanner.Rules;
using Lanner.State;

namespace Lanner.Explore.Retelling;

/// <summary>A story as lines for people: time from the alert, then process and deed, indented by depth in the tree.</summary>
public sealed class StoryText(TextWriter to) : IStoryWriter
{
    /// <summary>Deeper processes are not indented further.</summary>
    const int MaxIndent = 12;

    public void Begin(string file, AlertScene scene, Process? root, TimeSpan around)
    {
        var (number, alert) = scene.Chosen;
        var ticks = (long)Math.Min(alert.TimeNs / 100, (ulong)(DateTime.MaxValue - DateTime.UnixEpoch).Ticks);
        to.WriteLine($"Alert {number} of {file}: {alert.Priority.Name()}: {alert.Rule.Name}");
        to.WriteLine($"  {DateTime.UnixEpoch.AddTicks(ticks).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)} UTC, event {alert.EventNumber}");
        to.WriteLine($"  {SafeText.ToString(alert.Output)}");
        if (root is null)
        {
            to.WriteLine("It is not about a process.");
            return;
        }

        var where = root.Container.IsHost ? "on the host" : $"in container {Where(root)}";
        to.WriteLine($"What {SafeText.ToString(root.Name)} ({root.Pid}) {where} and all below it did, {Seconds(around)} before to {Seconds(around)} after:");
        var above = string.Join(" < ", Above(root).Select(p => $"{SafeText.ToString(p.Name)} ({p.Pid})"));
        if (above.Length > 0) to.WriteLine($"  (started by {above})");
        to.WriteLine();
    }

    public void Step(long offsetNs, int pid, string process, int depth, string what) =>
        to.WriteLine($"{Offset(offsetNs)}  {Indent(depth)}{process} ({pid}) {what}");

    public void Alert(long offsetNs, FoundAlert alert, bool isChosen, int depth) =>
        to.WriteLine($"{Offset(offsetNs)}{(isChosen ? "=>" : "  ")}{Indent(depth)}{(isChosen ? "*** " : "* ")}ALERT {alert.Number}: "
            + $"{alert.Alert.Priority.Name()}: {alert.Alert.Rule.Name}{(isChosen ? " ***" : "")}");

    public void End(long leftOut)
    {
        if (leftOut > 0) to.WriteLine($"(and {leftOut} more; a smaller --around tells less)");
    }

    static string Where(Process root)
    {
        var id = SafeText.ToString(root.Container.Id);
        return root.Container.Detail is { Name.Length: > 0 } detail ? $"{SafeText.ToString(detail.Name)} ({id})" : id;
    }

    static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s";

    static IEnumerable<Process> Above(Process root)
    {
        for (var at = root.Parent; at is not null; at = at.Parent) yield return at;
    }

    static string Offset(long ns) => (ns / 1e9).ToString("+0.000;-0.000; 0.000", CultureInfo.InvariantCulture).PadLeft(9) + " s";

    static string Indent(int depth) => new(' ', 2 * Math.Min(depth, MaxIndent));
}
