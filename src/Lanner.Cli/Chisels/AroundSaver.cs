using System.Globalization;
using System.Text;

using Lanner.Events.Files;
using Lanner.Explore.Chisels;
using Lanner.Filters;
using Lanner.Recording;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>
/// Reads a capture once more and writes what threads did around chosen moments to a capture of its own, which stands alone.
/// </summary>
static class AroundSaver
{
    /// <summary>Stretches of time one file can be made of; beyond, the condition would take longer than the reading.</summary>
    const int MaxStretches = 10_000;

    /// <summary>What went wrong, or null.</summary>
    public static string? Save(string capture, AroundRequest request)
    {
        if (request.Picked.Count == 0) return "nothing was picked, so nothing is written";
        var stretches = Stretches(request);
        if (stretches.Sum(thread => thread.Value.Count) > MaxStretches) return $"more than {MaxStretches} stretches of time: pick less, or a longer range";
        if (!Record.TryCompile(Condition(stretches), out var filter)) return "the events around cannot be told apart";
        using var stop = new StopRequest();
        using var feed = new FileFeed([capture]);
        var form = new CaptureWriterOptions { Compress = RecordCommand.IsNamedCompressed(request.Path), Writing = feed.Writing };
        using var recorder = new CaptureRecorder(request.Path, form, () => feed.Machine, filter);
        feed.Recorder = recorder;
        recorder.Ended += stop.Ask;
        var visitor = new Nothing();
        try
        {
            feed.Run(ref visitor, stop);
        }
        catch (CaptureFileException)
        {
            // The first reading told of the damage; what precedes it is written.
        }

        recorder.Dispose();
        return recorder.Failure;
    }

    /// <summary>For each thread the times that matter, those that overlap made one.</summary>
    static SortedDictionary<long, List<(ulong From, ulong To)>> Stretches(AroundRequest request)
    {
        var range = (ulong)request.RangeMs * 1_000_000;
        var stretches = new SortedDictionary<long, List<(ulong From, ulong To)>>();
        foreach (var (time, tid) in request.Picked.Order())
        {
            if (!stretches.TryGetValue(tid, out var list)) stretches.Add(tid, list = []);
            var from = time > range ? time - range : 0;
            if (list.Count > 0 && list[^1].To >= from) list[^1] = (list[^1].From, time + range);
            else list.Add((from, time + range));
        }

        return stretches;
    }

    static string Condition(SortedDictionary<long, List<(ulong From, ulong To)>> stretches)
    {
        var text = new StringBuilder();
        foreach (var (tid, list) in stretches)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " or " : "")}(thread.tid={tid} and (");
            for (var i = 0; i < list.Count; i++)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{(i > 0 ? " or " : "")}(evt.rawtime>={list[i].From} and evt.rawtime<={list[i].To})");
            }

            text.Append("))");
        }

        return text.ToString();
    }

    readonly struct Nothing : IEventVisitor
    {
        public void Visit(in EventContext context)
        {
        }

        public void Between(ulong nowNs, IReadOnlyList<Container> changed)
        {
        }
    }
}
