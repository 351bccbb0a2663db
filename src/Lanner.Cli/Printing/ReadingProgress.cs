using System.Globalization;

namespace Lanner.Cli;

/// <summary>Tells how much of a capture is read, in per cent, in one line that is written over and over.</summary>
sealed class ReadingProgress(TextWriter to)
{
    const double Step = 0.1;

    double _told = -Step;

    /// <param name="part">From 0 to 1.</param>
    public void Tell(double part)
    {
        var percent = 100 * part;
        // The next file begins at 0 again.
        if (percent < _told) _told = -Step;
        if (percent < _told + Step) return;
        _told = percent;
        Write(percent);
    }

    public void End(bool isWhole)
    {
        if (isWhole) Write(100);
        to.WriteLine();
    }

    void Write(double percent) => to.Write($"\r{percent.ToString("F2", CultureInfo.InvariantCulture)}");
}
