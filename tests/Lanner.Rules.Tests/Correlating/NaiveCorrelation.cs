namespace Lanner.Rules.Tests.Correlating;

/// <summary>A step as a random test has it: what it matches, and what is asked of it.</summary>
/// <param name="Letter">An event is this step when its letters have it.</param>
/// <param name="ByName">Its key is the name of the process; else the name of the file.</param>
sealed record NaiveStep(char Letter, int Times, bool IsDistinct, bool ByName);

/// <summary>An event of a random test.</summary>
sealed record NaiveEvent(ulong TimeNs, string Letters, string Process, string File);

/// <summary>
/// What a rule that looks at several events says, by the book: all events are kept, and for each one every beginning of every step is tried.
/// </summary>
sealed class NaiveCorrelation(IReadOnlyList<NaiveStep> steps, ulong withinNs)
{
    readonly Dictionary<string, List<(int Position, ulong TimeNs, int Step, string Value)>> _matches = [];
    int _position;

    /// <summary>True when the event makes an alert.</summary>
    public bool Take(NaiveEvent e)
    {
        _position++;
        var alerts = false;
        for (var step = steps.Count - 1; step >= 0; step--)
        {
            if (!e.Letters.Contains(steps[step].Letter, StringComparison.Ordinal)) continue;
            var key = steps[step].ByName ? e.Process : e.File;
            if (!_matches.TryGetValue(key, out var of)) _matches[key] = of = [];
            of.Add((_position, e.TimeNs, step, e.Letters + "/" + e.File));
            if (step < steps.Count - 1 || Start(of, step, _position) is not { } start || e.TimeNs - start > withinNs) continue;
            alerts = true;
            of.Clear();
        }

        return alerts;
    }

    /// <summary>The latest beginning of a sequence whose step is complete at a position; null for none.</summary>
    ulong? Start(List<(int Position, ulong TimeNs, int Step, string Value)> of, int step, int position)
    {
        ulong? latest = null;
        foreach (var first in of.Where(match => match.Step == step && match.Position <= position))
        {
            var run = of.Where(match => match.Step == step && match.Position >= first.Position && match.Position <= position).ToList();
            var count = steps[step].IsDistinct ? run.Select(match => match.Value).Distinct().Count() : run.Count;
            if (count < steps[step].Times) continue;
            var start = step == 0 ? first.TimeNs : Start(of, step - 1, first.Position - 1);
            if (start is not null && (latest is null || start > latest)) latest = start;
        }

        return latest;
    }
}
