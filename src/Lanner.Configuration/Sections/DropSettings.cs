namespace Lanner.Configuration;

/// <summary>What to do when events were lost.</summary>
[Flags]
public enum DropActions
{
    None = 0,
    Log = 1,
    Alert = 2,
    /// <summary>End the program: a blind watcher is worse than none where something restarts it.</summary>
    Exit = 4,
}

/// <summary>Section <c>syscall_event_drops</c>: events that the kernel could not hand over, looked at each second.</summary>
public sealed record DropSettings
{
    /// <summary>Lost events for each event seen, above which something is done.</summary>
    public double Threshold { get; init; } = 0.1;

    public DropActions Actions { get; init; } = DropActions.Log | DropActions.Alert;

    /// <summary>Actions in a second that are allowed in the long run.</summary>
    public double Rate { get; init; } = 0.03333;

    /// <summary>Actions that may come at once.</summary>
    public double MaxBurst { get; init; } = 1;

    /// <summary>Every second counts as if something had been lost, for trying out the actions.</summary>
    public bool Simulate { get; init; }

    internal static DropSettings Read(Section section, DropSettings standard)
    {
        var settings = new DropSettings
        {
            Threshold = section.Real("threshold", standard.Threshold, 0, 1),
            Actions = ReadActions(section, standard.Actions),
            Rate = section.Real("rate", standard.Rate, 0, 1000),
            MaxBurst = section.Real("max_burst", standard.MaxBurst, 0, 1_000_000),
            Simulate = section.Bool("simulate_drops", false),
        };
        section.WarnUnknown();
        return settings;
    }

    static DropActions ReadActions(Section section, DropActions standard)
    {
        if (!section.Has("actions")) return standard;
        var actions = DropActions.None;
        var ignores = false;
        foreach (var word in section.Texts("actions"))
        {
            switch (word.ToLowerInvariant())
            {
                case "ignore": ignores = true; break;
                case "log": actions |= DropActions.Log; break;
                case "alert": actions |= DropActions.Alert; break;
                case "exit": actions |= DropActions.Exit; break;
                default:
                    section.Error("actions", $"'{section.Path("actions")}' are some of ignore, log, alert, exit, not '{Section.Shorten(word)}'");
                    break;
            }
        }

        if (ignores && actions != DropActions.None) section.Error("actions", "'ignore' contradicts the other actions");
        return actions;
    }
}
