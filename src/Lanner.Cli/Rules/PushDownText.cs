using Lanner.Rules.PushDown;

namespace Lanner.Cli;

/// <summary>A <see cref="PushDownReport"/> as text for people.</summary>
static class PushDownText
{
    const int Width = 130;

    public static void Write(PushDownReport report, TextWriter to)
    {
        WriteOpens(report, to);
        foreach (var entry in report.Entries)
        {
            to.WriteLine($"\n{entry.Name}");
            foreach (var rule in entry.Demand.Rules) WriteRule(rule, to);
            if (entry.Left.Count > 0) WriteFact(to, "decided later", string.Join(" ", entry.Left));
        }

        to.WriteLine("""

            Decided later: of processes, containers, users and descriptors only Lanner's own state knows enough. A check that is negated,
            or a transformer around a field, is decided later as well. Calls that no rule names are reported only where state needs them.
            """);
    }

    static void WriteOpens(PushDownReport report, TextWriter to)
    {
        to.WriteLine("Opens of files");
        if (report.Opens.Alternatives is not { } alternatives)
        {
            WriteFact(to, "all reported", Shown.Safe(report.Opens.Obstacle!));
            return;
        }

        if (alternatives.Count == 0) WriteFact(to, "reported", "none: no rule asks for opens");
        foreach (var alternative in alternatives)
        {
            var words = PushDownReport.Words(alternative);
            WriteFact(to, "reported", Shown.Safe(words.Length > 0 ? words : "always"));
        }

        WriteFact(to, "held back", "all others, until an event about the descriptor follows. A path that is not decided counts as met: one with //, /./, ../"
            + " or a closing slash, of more than 222 bytes, or relative where its beginning or middle is asked for.");
    }

    static void WriteRule(RuleDemand rule, TextWriter to)
    {
        if (rule.Alternatives.Count == 0) WriteFact(to, "never", Shown.Safe(rule.Rule.Name));
        foreach (var alternative in rule.Alternatives)
        {
            var words = PushDownReport.Words(alternative);
            WriteFact(to, "reported", Shown.Safe($"{(words.Length > 0 ? words : "always")}: {rule.Rule.Name}"));
        }
    }

    static void WriteFact(TextWriter to, string name, string value)
    {
        var lines = Shown.Wrap(value, Width - 17).DefaultIfEmpty("-").ToList();
        to.WriteLine($"  {name,-13}  {lines[0]}");
        foreach (var line in lines.Skip(1)) to.WriteLine($"  {"",-13}  {line}");
    }
}
