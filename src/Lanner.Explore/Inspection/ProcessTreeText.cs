namespace Lanner.Explore.Inspection;

/// <summary>
/// A process tree as indented lines: the branches with most events first, each process with so many children at most; what is left out
/// is one line with names and counts.
/// </summary>
static class ProcessTreeText
{
    const int MaxLines = 60;
    const int MaxChildren = 6;
    const int MaxDepth = 20;
    const int MaxNames = 5;

    public static void Write(IReadOnlyList<ProcessNode> roots, TextWriter to)
    {
        var left = MaxLines;
        WriteSome(roots, 0, ref left, to);
    }

    static void WriteSome(IReadOnlyList<ProcessNode> nodes, int depth, ref int left, TextWriter to)
    {
        var shown = depth >= MaxDepth ? 0 : Math.Min(nodes.Count, depth == 0 ? 2 * MaxChildren : MaxChildren);
        var ordered = nodes.OrderByDescending(node => node.EventsBelow).ToList();
        var at = 0;
        for (; at < shown && left > 0; at++)
        {
            var node = ordered[at];
            left--;
            var container = node.Container.Length == 0 ? "" : $" [{ReportText.Safe(node.Container)}]";
            var ended = node.HasExited ? ", ended" : "";
            to.WriteLine($"  {ReportText.Number(node.EventsBelow),12}  {new string(' ', 2 * depth)}{(node.CommandLine.Length == 0 ? "name unknown" : ReportText.Safe(node.CommandLine))} ({node.Pid}{ended}){container}");
            if (node.Children.Count > 0) WriteSome(node.Children, depth + 1, ref left, to);
        }

        if (at < ordered.Count) WriteRest(ordered[at..], depth, to);
    }

    static void WriteRest(List<ProcessNode> rest, int depth, TextWriter to)
    {
        var names = rest.GroupBy(node => ReportText.Safe(node.Name), StringComparer.Ordinal).OrderByDescending(g => g.Count()).ToList();
        var text = string.Join(", ", names.Take(MaxNames).Select(g => g.Count() == 1 ? g.Key : $"{g.Key} x{g.Count()}"));
        var below = rest.Sum(node => node.ProcessesBelow);
        to.WriteLine($"  {ReportText.Number(rest.Sum(node => node.EventsBelow)),12}  {new string(' ', 2 * depth)}and {rest.Count} more: {text}"
            + (names.Count > MaxNames ? ", ..." : "") + (below > 0 ? $" ({below} below them)" : ""));
    }
}
