using Lanner.Events;
using Lanner.Events.PushDown;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.PushDown;

namespace Lanner.Cli;

/// <summary>
/// What <c>watch</c> lets the kernel decide of the rules' conditions: for each event the rules that want it, what is asked of it
/// there, and which of their fields are left for later.
/// </summary>
sealed class PushDownReport
{
    PushDownReport(OpenDemand opens, IReadOnlyList<Entry> entries)
    {
        Opens = opens;
        Entries = entries;
    }

    /// <param name="Code">The event.</param>
    /// <param name="Demand">The rules that are shown it, with what each asks.</param>
    /// <param name="Left">Fields of their conditions that the kernel does not look at.</param>
    public sealed record Entry(EventCode Code, EventDemand Demand, IReadOnlyList<string> Left)
    {
        public string Name => EventTable.Get(Code).Name;

        public bool IsOpen => OpenEvents.Contains(Code);
    }

    public OpenDemand Opens { get; }

    public IReadOnlyList<Entry> Entries { get; }

    /// <param name="rules">The rules that watch.</param>
    /// <param name="only">Entries of this rule alone; null for all.</param>
    public static PushDownReport Of(RuleSet rules, Rule? only = null)
    {
        var entries = new List<Entry>();
        foreach (var info in EventTable.All.ToArray().Where(info => info is { Status: EventStatus.Live, IsExit: true, Origin: EventOrigin.Syscall }))
        {
            var asking = rules.Rules.Where(rule => Needs.IsShown(rule, info.Code) && (only is null || rule.Name == only.Name)).ToList();
            if (asking.Count == 0) continue;
            var left = asking.SelectMany(rule => rule.Conditions).SelectMany(part => part.Filter.For(info.Code)?.Fields ?? []).Select(field => field.Text)
                .Where(name => !IsDecided(name, info.Code)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            entries.Add(new Entry(info.Code, EventDemand.Of(asking, info.Code), [.. left]));
        }

        return new PushDownReport(OpenDemand.Of(rules, static (rule, code) => Needs.IsShown(rule, code)), entries);
    }

    /// <summary>What an alternative asks for, in words; empty for one that asks nothing.</summary>
    public static string Words(OpenAlternative alternative)
    {
        var words = new List<string>();
        if (alternative.Outcomes == CallOutcomes.Succeeded) words.Add("succeeded");
        if (alternative.Outcomes == CallOutcomes.Failed) words.Add("failed");
        if (KindWords(alternative.Kinds) is { Length: > 0 } kinds) words.Add(kinds);
        if (alternative.Paths is { } paths) words.Add("path " + string.Join(" ", paths));
        return string.Join(", ", words);
    }

    static string KindWords(uint kinds)
    {
        if (kinds == OpenAlternative.AllKinds) return "";
        (string Word, uint Set)[] known =
        [
            ("by creat", OpenKind.Set(kind => kind.IsCreatCall)),
            ("to read", OpenKind.Set(kind => kind.Reads)), ("to write", OpenKind.Set(kind => kind.Writes || kind.IsCreatCall)),
            ("may create", OpenKind.Set(kind => kind.MayCreate)), ("empties the file", OpenKind.Set(kind => kind.Truncates)),
            ("may make an executable", OpenKind.Set(kind => kind.MayMakeExecutable)),
        ];
        return string.Join(", ", known.Where(one => (kinds & ~one.Set) == 0).Select(one => one.Word));
    }

    static bool IsDecided(string field, EventCode code) => field is "evt.type" or "syscall.type" or "evt.rawres" or "evt.res" or "evt.failed"
        || (OpenEvents.Contains(code) && field is "fd.num" or "evt.is_open_read" or "evt.is_open_write" or "evt.is_open_exec"
            or "evt.is_open_create" or "evt.arg.flags" or "fd.name" or "fs.path.name" or "fd.directory" or "fd.filename" or "fd.nameraw");
}
