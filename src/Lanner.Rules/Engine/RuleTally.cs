using System.Diagnostics;

namespace Lanner.Rules;

/// <summary>
/// How often each rule's condition was asked, and an estimate of what that cost: one ask in <see cref="AsksPerSample"/> of each rule is
/// timed, so that the clock itself costs nothing to speak of. Written by the engine's thread, read by any.
/// </summary>
sealed class RuleTally
{
    /// <summary>Reading the clock twice takes about as long as asking a rule.</summary>
    const int AsksPerSample = 64;

    /// <summary>Of events that are sieved; these are many, and cheaper than the clock.</summary>
    const int EventsPerSample = 1021;

    static readonly long s_clockTicks = MeasureClock();

    readonly long[] _asks;
    readonly long[] _samples;
    readonly long[] _ticks;
    long _sieved;
    long _sieveSamples;
    long _sieveTicks;

    public RuleTally(int rules)
    {
        _asks = new long[rules];
        _samples = new long[rules];
        _ticks = new long[rules];
    }

    /// <summary>Counts an ask of a rule; a start time when it is one to be timed, else 0.</summary>
    public long BeginAsk(int rule) => _asks[rule]++ % AsksPerSample == 0 ? Stopwatch.GetTimestamp() : 0;

    public void EndAsk(int rule, long began)
    {
        _samples[rule]++;
        _ticks[rule] += Since(began);
    }

    /// <summary>Counts an event that is sieved; a start time when it is one to be timed, else 0.</summary>
    public long BeginSieve() => ++_sieved % EventsPerSample == 0 ? Stopwatch.GetTimestamp() : 0;

    public void EndSieve(long began)
    {
        _sieveSamples++;
        _sieveTicks += Since(began);
    }

    public long Asks(int rule) => Volatile.Read(ref _asks[rule]);

    /// <summary>Of all asks of a rule.</summary>
    public TimeSpan Time(int rule) => Estimate(Asks(rule), Volatile.Read(ref _samples[rule]), Volatile.Read(ref _ticks[rule]));

    /// <summary>Of all sieving.</summary>
    public TimeSpan SieveTime => Estimate(Volatile.Read(ref _sieved), Volatile.Read(ref _sieveSamples), Volatile.Read(ref _sieveTicks));

    static TimeSpan Estimate(long count, long samples, long ticks) =>
        samples == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)ticks / samples * count / Stopwatch.Frequency);

    static long Since(long began) => Math.Max(0, Stopwatch.GetTimestamp() - began - s_clockTicks);

    /// <summary>What a measurement of nothing comes to.</summary>
    static long MeasureClock()
    {
        var least = long.MaxValue;
        for (var i = 0; i < 100; i++)
        {
            var began = Stopwatch.GetTimestamp();
            least = Math.Min(least, Stopwatch.GetTimestamp() - began);
        }

        return least;
    }
}
