using Lanner.Filters;
using Lanner.Filters.Fields;

namespace Lanner.Explore.Chisels;

/// <summary>What a chisel can ask of whoever runs it.</summary>
public sealed class ChiselSurroundings
{
    /// <summary>Where it prints.</summary>
    public required ChiselOutput Output { get; init; }

    /// <summary>Events come as they happen.</summary>
    public required bool IsLive { get; init; }

    /// <summary>Containers are to be shown beside everything else.</summary>
    public bool ShowContainers { get; init; }

    /// <summary>The user's own condition; blank for none.</summary>
    public string UserFilter { get; init; } = "";

    /// <summary>The form in which data that was read or written is shown, where a chisel does not show it as it is.</summary>
    public EventForm Form { get; init; } = new() { Longest = int.MaxValue };

    /// <summary>The capture that is read; empty when it is this host.</summary>
    public string CapturePath { get; init; } = "";

    /// <summary>Columns of the terminal; 80 where there is none.</summary>
    public int TerminalWidth { get; init; } = 80;

    /// <summary>Writes the events around those picked to a file; null where nothing can be read twice. Returns what went wrong, or null.</summary>
    public Func<AroundRequest, string?>? SaveAround { get; init; }

    internal FieldCatalogue Catalogue { get; } = new(AllFields.Definitions);

    /// <summary>A field that is known to exist.</summary>
    internal Field Field(string name)
    {
        var (field, problem) = TryField(name);
        return field ?? throw new InvalidOperationException(problem);
    }

    /// <summary>A field that a user named, or what is wrong with it.</summary>
    internal (Field? Field, string? Problem) TryField(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        var resolution = open > 0 && name.EndsWith(']')
            ? Catalogue.Resolve(name[..open], name[(open + 1)..^1]) : Catalogue.Resolve(name, null);
        var hint = resolution.Hint is null ? "" : $" ({resolution.Hint})";
        return (resolution.Field, resolution.Field is null ? resolution.Message + hint : null);
    }
}

/// <summary>Events to be saved with what one thread did around each.</summary>
/// <param name="Path">The file to write.</param>
/// <param name="RangeMs">Milliseconds before and after.</param>
/// <param name="Picked">Time in ns and thread of each.</param>
public sealed record AroundRequest(string Path, long RangeMs, IReadOnlyList<(ulong TimeNs, long Tid)> Picked);
