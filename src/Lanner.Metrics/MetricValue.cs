using System.Globalization;

namespace Lanner.Metrics;

/// <summary>A number, whole or not. Whole ones are kept whole: times in nanoseconds are longer than a double is exact.</summary>
public readonly record struct MetricValue
{
    readonly double _real;
    readonly ulong _whole;

    MetricValue(double real, ulong whole, bool isWhole) => (_real, _whole, IsWhole) = (real, whole, isWhole);

    public bool IsWhole { get; }

    public bool IsZero => IsWhole ? _whole == 0 : _real == 0;

    public double Real => IsWhole ? _whole : _real;

    /// <summary>Of a whole number.</summary>
    public ulong Whole => _whole;

    public static implicit operator MetricValue(ulong number) => new(0, number, true);

    /// <summary>Nothing counted here is below zero.</summary>
    public static implicit operator MetricValue(long number) => new(0, (ulong)Math.Max(0, number), true);

    public static implicit operator MetricValue(int number) => (long)number;

    public static implicit operator MetricValue(bool truth) => truth ? 1L : 0L;

    public static implicit operator MetricValue(double number) => new(number, 0, false);

    /// <summary>As Prometheus reads it.</summary>
    public override string ToString() => IsWhole ? _whole.ToString(CultureInfo.InvariantCulture)
        : double.IsPositiveInfinity(_real) ? "+Inf" : double.IsNegativeInfinity(_real) ? "-Inf" : _real.ToString("R", CultureInfo.InvariantCulture);
}
