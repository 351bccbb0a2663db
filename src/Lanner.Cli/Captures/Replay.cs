using Lanner.Events.Files;
using Lanner.Explore.Retelling;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>
/// <c>lanner replay</c>: the story of an alert. A capture is read twice, first to find the alert, then to tell; so memory does not
/// grow with the capture.
/// </summary>
static class Replay
{
    public static int Run(string file, long number, TimeSpan around, IReadOnlyList<string> ruleFiles, bool json)
    {
        if (file == "-")
        {
            Console.Error.WriteLine("lanner: a capture is read twice for this and cannot come from a pipe: write it to a file first");
            return ExitCode.BadInput;
        }

        var rules = RuleLoading.Load(ruleFiles, new RuleSetOptions(), Console.Error);
        if (rules is null) return ExitCode.BadInput;
        using var stop = new StopRequest();
        var finder = new AlertFinder(rules, number, around);
        var damage = Read(file, new Finding(finder, stop), stop);
        if (finder.End() is not { } scene)
        {
            if (stop.IsAsked) return ExitCode.Done;
            Console.Error.WriteLine(damage is null
                ? $"lanner: {file} has {finder.Count} {(finder.Count == 1 ? "alert" : "alerts")} by these rules; there is no number {number}"
                : $"lanner: {damage}");
            return ExitCode.BadInput;
        }

        using var output = Console.OpenStandardOutput();
        using var story = json ? new StoryJson(output) : null;
        var narrator = new Narrator(scene, file, around, (IStoryWriter?)story ?? new StoryText(Console.Out));
        using (var telling = new StopRequest())
        {
            damage = Read(file, new Telling(narrator, telling), telling);
        }

        narrator.End();
        if (json) output.WriteByte((byte)'\n');
        if (damage is null) return ExitCode.Done;
        Console.Error.WriteLine($"lanner: {damage}");
        return ExitCode.BadInput;
    }

    /// <summary>Reads the file until its end or the stop; what is wrong with it, or null.</summary>
    static string? Read<TVisitor>(string file, TVisitor visitor, StopRequest stop) where TVisitor : struct, IEventVisitor
    {
        using var feed = new FileFeed([file]);
        try
        {
            feed.Run(ref visitor, stop);
            return null;
        }
        catch (CaptureFileException problem)
        {
            return problem.Message;
        }
    }

    readonly struct Finding(AlertFinder finder, StopRequest stop) : IEventVisitor
    {
        public void Visit(in EventContext context) => finder.Take(context);

        public void Between(ulong nowNs, IReadOnlyList<Container> changed)
        {
            finder.Between(nowNs, changed);
            if (finder.IsDone) stop.Ask();
        }
    }

    readonly struct Telling(Narrator narrator, StopRequest stop) : IEventVisitor
    {
        public void Visit(in EventContext context) => narrator.Take(context);

        public void Between(ulong nowNs, IReadOnlyList<Container> changed)
        {
            if (narrator.IsDone) stop.Ask();
        }
    }
}
