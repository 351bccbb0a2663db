using Lanner.Filters;

namespace Lanner.Rules.Correlating;

/// <summary>An event that was a step, and the last one of the step before it. Immutable.</summary>
sealed class Moment
{
    /// <summary>What it takes beside texts, roughly: the object, its place in a list and the arrays.</summary>
    const int Overhead = 96;

    public Moment(CorrelationStep step, in EventContext context, ulong startNs, Moment? before, ReadOnlySpan<byte> value)
    {
        TimeNs = context.Event.TimeNs;
        StartNs = startNs;
        Before = before;
        Value = value.ToArray();
        Kept = step.Kept.Count == 0 ? [] : new KeptValue?[step.Kept.Count];
        for (var i = 0; i < Kept.Length; i++) Kept[i] = KeptValue.Of(step.Kept[i], context);
        Size = Overhead + Value.Length + Kept.Sum(kept => 64 + (kept?.Size ?? 0)) + (before?.Size ?? 0);
    }

    public ulong TimeNs { get; }

    /// <summary>When the sequence that it belongs to began, as late as can be said.</summary>
    public ulong StartNs { get; }

    public Moment? Before { get; }

    /// <summary>What it differs in from others that count; empty when all count.</summary>
    public byte[] Value { get; }

    /// <summary>Values of the step's fields.</summary>
    public KeptValue?[] Kept { get; }

    /// <summary>In bytes, with what it keeps alive.</summary>
    public long Size { get; }
}
