using System.Globalization;

namespace Lanner.Metrics;

/// <summary>
/// Tells whether a watch sees what happens and can tell of it. The event thread brings a sample each second and says whenever it looks
/// around; any thread asks. Nothing is locked.
/// </summary>
/// <param name="limits">What is too much.</param>
/// <param name="time">The clock by which the event thread's turns are told.</param>
/// <param name="births">How many threads were born on the host since it was started, by a witness other than the probe; asked only while no event comes.</param>
public sealed class HealthMonitor(HealthLimits limits, TimeProvider time, Func<long> births)
{
    volatile string? _trouble = "the watch has not begun";
    volatile bool _turns;
    long _turned;
    HealthSample? _before;
    TimeSpan _losingSince = TimeSpan.MaxValue;
    TimeSpan? _silentSince;
    long _birthsThen;

    /// <summary>Since the event thread last looked around; 0 before it began.</summary>
    public TimeSpan SinceTurn => _turns ? time.GetElapsedTime(Volatile.Read(ref _turned)) : TimeSpan.Zero;

    /// <summary>Why it is blind, in one sentence; null when it sees.</summary>
    public string? Blindness
    {
        get
        {
            var since = SinceTurn;
            return since > limits.Turn ? $"events have not been read for {Seconds(since)}: their thread is stuck" : _trouble;
        }
    }

    /// <summary>The event thread looks around.</summary>
    public void Turned()
    {
        Volatile.Write(ref _turned, time.GetTimestamp());
        _turns = true;
    }

    /// <summary>The watch is over: no event is read any more.</summary>
    public void End()
    {
        _turns = false;
        _trouble = "the watch is ending";
    }

    /// <summary>Takes in how things stand. From the event thread, each second or so.</summary>
    public void Take(in HealthSample sample)
    {
        var losing = Losing(sample);
        var silent = Silent(sample);
        _trouble = Detached(sample) ?? losing ?? silent ?? Mute(sample);
        _before = sample;
    }

    static string? Detached(in HealthSample sample) => sample.Capture is null || sample.IsAttached ? null : "the probe is not attached to the kernel";

    string? Losing(in HealthSample sample)
    {
        if (sample.Capture is not { } capture || _before is not { Capture: { } before } last) return null;
        var lost = capture.Dropped - before.Dropped;
        var all = capture.Submitted - before.Submitted + lost;
        if (all == 0 || (double)lost / all <= limits.LostShare) _losingSince = TimeSpan.MaxValue;
        else if (_losingSince == TimeSpan.MaxValue) _losingSince = last.Now;
        if (_losingSince == TimeSpan.MaxValue || sample.Now - _losingSince < limits.Losing) return null;
        return string.Create(CultureInfo.InvariantCulture,
            $"more than {100 * limits.LostShare:0.#} % of the events have been lost for {Seconds(sample.Now - _losingSince)}, {100.0 * lost / all:0} % in the last second");
    }

    /// <summary>No event is read, although events wait, or although threads are born of which the probe would tell.</summary>
    string? Silent(in HealthSample sample)
    {
        if (sample.Capture is not { } capture) return null;
        if (_before is not { Capture: { } before } || before.EventsRead != capture.EventsRead)
        {
            _silentSince = null;
            return null;
        }

        if (_silentSince is not { } since)
        {
            (_silentSince, _birthsThen) = (sample.Now, births());
            return null;
        }

        if (sample.Now - since < limits.Silence) return null;
        if (capture.Rings.Any(ring => ring.UsedBytes > 0)) return $"no event was read for {Seconds(sample.Now - since)} although some wait in the ring";
        var born = births() - _birthsThen;
        return born < limits.Births ? null : $"no event came for {Seconds(sample.Now - since)} although {born} threads were started on this host";
    }

    static string? Mute(in HealthSample sample)
    {
        var outputs = sample.Outputs;
        if (outputs.Count == 0 || outputs.Any(output => !output.IsFailing)) return null;
        return "no output works: " + string.Join("; ", outputs.Select(output => $"{output.Name}: {output.LastFailure}"));
    }

    static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
}
