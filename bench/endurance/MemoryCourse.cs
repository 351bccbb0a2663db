using System.Globalization;

namespace Lanner.Endurance;

/// <summary>How memory went over a run, and whether it is flat: what it does once the tables have filled is what it does for ever.</summary>
sealed class MemoryCourse
{
    const double MiB = 1 << 20;

    /// <summary>Growth over the second half of a run that a flat course may have: collections and pages differ by that from time to time.</summary>
    const double Tolerance = 0.02, ToleranceMiB = 2;

    readonly double _beforeMiB = GC.GetTotalMemory(forceFullCollection: true) / MiB;
    readonly List<(double Hours, double Managed, double Resident)> _samples = [];

    /// <summary>Adds a sample of this process, after a full collection: of managed memory what came since the course began, and all that is resident.</summary>
    public (double Managed, double Resident) Add(double hours)
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true) / MiB - _beforeMiB;
        var resident = Environment.WorkingSet / MiB;
        _samples.Add((hours, managed, resident));
        return (managed, resident);
    }

    /// <summary>One line for each kind of memory; false when one of them grows.</summary>
    public bool Judge(out string verdict)
    {
        var late = _samples[(_samples.Count / 2)..];
        var isFlat = true;
        verdict = string.Join('\n', Lines());
        return isFlat;

        IEnumerable<string> Lines()
        {
            foreach (var (name, pick) in new (string, Func<(double Hours, double Managed, double Resident), double>)[] { ("managed", s => s.Managed), ("resident", s => s.Resident) })
            {
                var (slope, mean) = Line([.. late.Select(s => (s.Hours, pick(s)))]);
                var growth = slope * (late[^1].Hours - late[0].Hours);
                var flat = growth < Math.Max(mean * Tolerance, ToleranceMiB);
                isFlat &= flat;
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{name,-9} {mean:f1} MiB, {slope * 24:+0.00;-0.00} MiB a day, highest {_samples.Max(pick):f1} MiB: {(flat ? "FLAT" : "GROWS")}");
            }
        }
    }

    /// <summary>The straight line of least squares: its slope, and the mean of what it goes through.</summary>
    static (double Slope, double Mean) Line((double X, double Y)[] points)
    {
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        var spread = points.Sum(p => (p.X - x) * (p.X - x));
        return (spread == 0 ? 0 : points.Sum(p => (p.X - x) * (p.Y - y)) / spread, y);
    }
}
