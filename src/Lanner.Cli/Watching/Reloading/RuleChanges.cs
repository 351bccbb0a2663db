using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>How one set of rules differs from another, by names of the rules that are switched on.</summary>
sealed record RuleChanges(IReadOnlyList<string> Added, IReadOnlyList<string> Removed, IReadOnlyList<string> Changed)
{
    const int MostNames = 3;

    public bool IsNone => Added.Count + Removed.Count + Changed.Count == 0;

    public static RuleChanges Between(RuleSet before, RuleSet after)
    {
        var old = before.Rules.ToDictionary(rule => rule.Name, StringComparer.Ordinal);
        var added = new List<string>();
        var changed = new List<string>();
        foreach (var rule in after.Rules)
        {
            if (!old.Remove(rule.Name, out var was)) added.Add(rule.Name);
            else if (!IsSame(was, rule)) changed.Add(rule.Name);
        }

        return new RuleChanges(added, [.. old.Keys], changed);
    }

    /// <summary>Part of a sentence, such as <c>1 rule added (Shell in a container), 2 changed (A, B)</c>.</summary>
    public override string ToString()
    {
        if (IsNone) return "no rule changed";
        List<(IReadOnlyList<string> Names, string Word)> parts = [(Added, "added"), (Removed, "removed"), (Changed, "changed")];
        parts.RemoveAll(part => part.Names.Count == 0);
        return string.Join(", ", parts.Select((part, i) => $"{(i == 0 ? RuleLoading.Count(part.Names.Count, "rule") : part.Names.Count)} {part.Word} ({Some(part.Names)})"));
    }

    static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(Shown.Safe)) + (names.Count > MostNames ? ", ..." : "");

    static bool IsSame(Rule a, Rule b) =>
        a.Priority == b.Priority && a.Source == b.Source && a.Description == b.Description && a.Capture == b.Capture && a.CaptureDuration == b.CaptureDuration
        && a.Tags.SequenceEqual(b.Tags) && a.Output.Text == b.Output.Text && a.ExtraFields.Select(f => f.Name).SequenceEqual(b.ExtraFields.Select(f => f.Name))
        && a.ExtraTexts.Select(t => (t.Name, t.Format.Text)).SequenceEqual(b.ExtraTexts.Select(t => (t.Name, t.Format.Text)))
        && a.Condition.ToString() == b.Condition.ToString() && a.Correlation?.Fingerprint == b.Correlation?.Fingerprint
        && a.Responses.Count == b.Responses.Count && a.Responses.Zip(b.Responses).All(pair => IsSame(pair.First, pair.Second));

    static bool IsSame(RuleResponse a, RuleResponse b) => a.Networks.SequenceEqual(b.Networks) && a with { Networks = b.Networks } == b;
}
