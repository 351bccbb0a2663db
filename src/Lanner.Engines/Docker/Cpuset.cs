namespace Lanner.Engines;

/// <summary>Lists of processors as the kernel writes them: <c>0-3,8</c>.</summary>
static class Cpuset
{
    /// <summary>How many processors the list names; 0 when it is empty or not such a list.</summary>
    public static int Count(ReadOnlySpan<char> list)
    {
        const int mostProcessors = 8192;
        var count = 0;
        foreach (var range in list.Split(','))
        {
            var item = list[range].Trim();
            if (item.IsEmpty)
                continue;
            var dash = item.IndexOf('-');
            var last = 0;
            if (!int.TryParse(dash < 0 ? item : item[..dash], out var first) || dash >= 0 && !int.TryParse(item[(dash + 1)..], out last))
                return 0;
            if (dash < 0)
                last = first;
            if (first < 0 || last < first || last >= mostProcessors)
                return 0;
            count += last - first + 1;
            if (count > mostProcessors)
                return 0;
        }
        return count;
    }
}
