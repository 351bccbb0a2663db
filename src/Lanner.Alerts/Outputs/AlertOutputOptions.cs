namespace Lanner.Alerts.Outputs;

/// <summary>
/// Where alerts go and how: one record for each kind of output. Data only; <see cref="AlertOutputs"/> makes it work.
/// </summary>
public abstract record AlertOutputOptions
{
    /// <summary>As messages and statistics call it; the kind of output unless several of one kind need telling apart.</summary>
    public abstract string Name { get; init; }

    /// <summary>Alerts that may wait for this output: at about 1 KiB each some 16 MiB, and minutes of an alert storm.</summary>
    public int QueueCapacity { get; init; } = 16_384;

    /// <summary>Instead of the rendering of all outputs; null for that.</summary>
    public AlertRendering? Rendering { get; init; }

    /// <summary>Everything that is wrong with these options, looked at without touching the network; empty when they can be used.</summary>
    public virtual IReadOnlyList<OutputOptionProblem> Check() => [];

    /// <summary>The sink only puts alerts where they are safe; it delivers them later and reports that itself.</summary>
    internal virtual bool StoresFirst => false;

    internal abstract AlertSink CreateSink(SinkContext context);
}

/// <summary>Why an output's options cannot be used.</summary>
/// <param name="Option">The property that is wrong.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record OutputOptionProblem(string Option, string Message);
