using System.Globalization;

namespace Lanner.Events;

/// <summary>
/// The table of all event codes, read once from <c>schema/events.tsv</c>, which is embedded: the single source that the probe,
/// the parser and the documentation share.
/// </summary>
public static class EventTable
{
    /// <summary>Codes in the table: 0 to 453. A greater code comes from a newer producer and is skipped by its length.</summary>
    public const int CodeCount = 454;

    /// <summary>The most parameters an event has (the format's limit is 32).</summary>
    public const int MaxParameters = 32;

    static readonly Dictionary<string, FlagTable> s_flagTables = FlagTable.Parse(Lines("flags.tsv"));
    static readonly EventInfo[] s_events = ReadEvents();

    static readonly Lazy<ILookup<string, EventInfo>> s_byName = new(() => s_events.Where(e => e.Status != EventStatus.Unused).ToLookup(e => e.Name));

    /// <summary>What the table says of a code; an unused entry for codes it does not know.</summary>
    public static EventInfo Get(EventCode code) => (int)code < CodeCount ? s_events[(int)code] : s_events[17];

    public static ReadOnlySpan<EventInfo> All => s_events;

    /// <summary>The codes that a live probe produces under that name (enter-numbered ones included), or none.</summary>
    public static IEnumerable<EventInfo> Named(string name) => s_byName.Value[name];

    /// <exception cref="KeyNotFoundException">There is no such table.</exception>
    public static FlagTable Flags(string table) => s_flagTables[table];

    internal static IEnumerable<string> Lines(string resource)
    {
        using var stream = typeof(EventTable).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }

    static EventInfo[] ReadEvents()
    {
        var events = new EventInfo[CodeCount];
        foreach (var line in Lines("events.tsv").Skip(1))
        {
            if (line.Length == 0) continue;
            var cells = line.Split('\t');
            var code = int.Parse(cells[0], CultureInfo.InvariantCulture);
            var category = cells[4].Split('|');
            events[code] = new EventInfo((EventCode)code, cells[1], cells[2] == "X", ParseEnum<EventStatus>(cells[3]),
                category[0] switch
                {
                    "SYSCALL" => EventOrigin.Syscall,
                    "TRACEPOINT" => EventOrigin.Tracepoint,
                    "METAEVENT" => EventOrigin.MetaEvent,
                    "PLUGIN" => EventOrigin.Plugin,
                    "ITER" => EventOrigin.Iterator,
                    _ => EventOrigin.None,
                },
                category[1], ParseFlags(cells[5]), ParseParameters(cells[7]), ParseSyscalls(cells, category[0]));
        }

        var named = events.SelectMany(e => e.Syscalls).ToHashSet(StringComparer.Ordinal);
        events[(int)EventCode.SyscallExit].Syscalls = [.. SyscallTable.All.Select(s => s.Name).Where(name => !named.Contains(name))];
        return events;
    }

    /// <summary>The column of call names says only what differs from the event's own name.</summary>
    static string[] ParseSyscalls(string[] cells, string origin)
    {
        if (cells[2] != "X" || cells[3] != "live" || origin != "SYSCALL" || cells[1] == "syscall") return [];
        var names = cells.Length > 9 && cells[9] is not ("" or "-") ? cells[9].Split(',', ' ') : [cells[1]];
        return [.. names.Where(name => SyscallTable.Find(name) >= 0)];
    }

    static EventFlags ParseFlags(string cell)
    {
        if (cell == "-") return EventFlags.None;
        var flags = EventFlags.None;
        foreach (var word in cell.Split('|')) flags |= ParseEnum<EventFlags>(word);
        return flags;
    }

    static EventParameter[] ParseParameters(string cell)
    {
        if (cell == "-") return [];
        var tokens = cell.Split(' ');
        var parameters = new EventParameter[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            // What stands behind "=" tells the probe where the value comes from.
            var equals = tokens[i].IndexOf('=', StringComparison.Ordinal);
            var parts = (equals < 0 ? tokens[i] : tokens[i][..equals]).Split(':');
            var table = parts.Length > 3 ? parts[3] : null;
            var relativeTo = table is not null && table.StartsWith("relative_to_p", StringComparison.Ordinal)
                ? int.Parse(table.AsSpan("relative_to_p".Length), CultureInfo.InvariantCulture)
                : -1;
            parameters[i] = new EventParameter(i, parts[0], ParseEnum<ParameterType>(parts[1]),
                parts[2] switch
                {
                    "DEC" => ParameterFormat.Decimal,
                    "HEX" => ParameterFormat.Hexadecimal,
                    "OCT" => ParameterFormat.Octal,
                    _ => ParameterFormat.NotApplicable,
                },
                relativeTo < 0 && table is not null ? s_flagTables.GetValueOrDefault(table) : null, relativeTo);
        }

        return parameters;
    }

    /// <summary>The table writes words with underscores, the names here are without; case is ignored.</summary>
    static T ParseEnum<T>(string word) where T : struct, Enum
    {
        // A few dozen words stand there two thousand times.
        if (Words<T>.Known.TryGetValue(word, out var value)) return value;
        return Words<T>.Known[word] = Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
    }

    static class Words<T>
    {
        public static readonly Dictionary<string, T> Known = new(StringComparer.Ordinal);
    }
}
