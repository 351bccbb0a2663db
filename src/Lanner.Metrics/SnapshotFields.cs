using Lanner.Rules;

namespace Lanner.Metrics;

/// <summary>
/// A snapshot as fields of an alert or of a line of JSON, with Falco's names where the meaning is Falco's. Remembers the snapshot before,
/// as rates are between the two. For one thread.
/// </summary>
public sealed class SnapshotFields(MetricGroups groups, bool memoryInMegabytes, bool emptyValues)
{
    const double Mebi = 1024 * 1024;

    (ulong Read, ulong Submitted, ulong Dropped, TimeSpan At)? _before;

    /// <param name="snapshot">With the resources read.</param>
    /// <param name="timeNs">The moment, since the epoch.</param>
    public IReadOnlyList<AlertField> Of(WatchSnapshot snapshot, ulong timeNs)
    {
        var fields = new List<AlertField> { AlertField.Of("evt.time", timeNs), AlertField.Of("evt.source", "syscall") };
        var samples = new MetricSamples();
        foreach (var family in MetricCatalogue.All)
        {
            if (family.Field is null || !groups.HasFlag(family.Group)) continue;
            samples.Clear();
            family.Read(snapshot, samples);
            foreach (var sample in samples.All) Add(fields, family, sample);
        }

        if (groups.HasFlag(MetricGroups.Resources) && snapshot.Resources is { } use)
        {
            Add(fields, "falco.cpu_usage_perc", 100 * use.CpuRatio);
            Add(fields, "falco.host_cpu_usage_perc", 100 * use.HostCpuRatio);
        }

        AddRates(fields, snapshot);
        // Two files may have one name, and two names may differ in signs that names of fields do not have.
        return [.. fields.DistinctBy(field => field.Name)];
    }

    /// <summary>What a name ends with for its unit.</summary>
    internal static string Unit(MetricUnit unit, bool inMegabytes = true) => unit switch
    {
        MetricUnit.None => "",
        _ when inMegabytes => "_mb",
        MetricUnit.Kibibytes => "_kb",
        _ => "_bytes",
    };

    void Add(List<AlertField> fields, MetricFamily family, in MetricSample sample)
    {
        var name = family.Field + sample.Suffix + Unit(family.Unit, memoryInMegabytes);
        if (sample.Text is { } text)
        {
            if (text.Length > 0 || emptyValues) fields.Add(AlertField.Of(name, text));
        }
        else if (!sample.Value.IsZero || emptyValues)
        {
            if (family.Unit != MetricUnit.None && memoryInMegabytes) Add(fields, name, sample.Value.Real / Mebi);
            else if (family.Unit == MetricUnit.Kibibytes) fields.Add(AlertField.Of(name, sample.Value.Whole / 1024));
            else if (sample.Value.IsWhole) fields.Add(AlertField.Of(name, sample.Value.Whole));
            else Add(fields, name, sample.Value.Real);
        }
    }

    /// <summary>To a tenth.</summary>
    void Add(List<AlertField> fields, string name, double number)
    {
        var rounded = Math.Round(number, 1);
        if (rounded != 0 || emptyValues) fields.Add(AlertField.Of(name, rounded));
    }

    void AddRates(List<AlertField> fields, WatchSnapshot snapshot)
    {
        var now = (Read: snapshot.EventsRead, Submitted: snapshot.Capture?.Submitted ?? 0, Dropped: snapshot.Capture?.Dropped ?? 0, At: snapshot.Elapsed);
        var before = _before ?? default;
        _before = now;
        var seconds = (now.At - before.At).TotalSeconds;
        if (seconds <= 0) return;
        Add(fields, "falco.evts_rate_sec", (now.Read - before.Read) / seconds);
        AddCount(fields, "falco.num_evts_prev", before.Read);
        if (!groups.HasFlag(MetricGroups.Kernel) || snapshot.Capture is null) return;
        var (submitted, dropped) = (now.Submitted - before.Submitted, now.Dropped - before.Dropped);
        Add(fields, "scap.evts_rate_sec", submitted / seconds);
        Add(fields, "scap.evts_drop_rate_sec", dropped / seconds);
        Add(fields, "scap.n_drops_perc", submitted + dropped == 0 ? 0 : 100.0 * dropped / (submitted + dropped));
        AddCount(fields, "scap.n_evts_prev", before.Submitted);
        AddCount(fields, "scap.n_drops_prev", before.Dropped);
    }

    void AddCount(List<AlertField> fields, string name, ulong count)
    {
        if (count != 0 || emptyValues) fields.Add(AlertField.Of(name, count));
    }
}
