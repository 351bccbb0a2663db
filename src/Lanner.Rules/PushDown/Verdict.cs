namespace Lanner.Rules.PushDown;

/// <summary>What is known of a check before the event is at hand. Unknown is always right.</summary>
enum Verdict
{
    Unknown,
    Never,
    Always,
}

static class Verdicts
{
    public static Verdict Not(this Verdict verdict) => verdict switch
    {
        Verdict.Never => Verdict.Always,
        Verdict.Always => Verdict.Never,
        _ => Verdict.Unknown,
    };

    /// <summary>Of a check that holds when one of several values fits.</summary>
    public static Verdict AnyOf(IEnumerable<Verdict> verdicts)
    {
        var all = Verdict.Never;
        foreach (var verdict in verdicts)
        {
            if (verdict == Verdict.Always) return verdict;
            if (verdict == Verdict.Unknown) all = verdict;
        }

        return all;
    }
}
