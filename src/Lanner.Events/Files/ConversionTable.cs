using System.Globalization;

namespace Lanner.Events.Files;

/// <summary>What is done with an event of an older schema.</summary>
enum ConversionAction : byte
{
    /// <summary>It is as today's.</summary>
    Pass,
    /// <summary>An enter event: kept for its exit event, and left out.</summary>
    Store,
    /// <summary>Kept for its exit event, and shown too.</summary>
    StoreAndPass,
    /// <summary>Parameters are added at its end, or it is rebuilt as another code.</summary>
    Build,
}

enum ValueOrigin : byte
{
    /// <summary>A parameter of the event itself.</summary>
    Own,
    /// <summary>A parameter of the enter event of the same call.</summary>
    Enter,
    /// <summary>No value.</summary>
    Empty,
    /// <summary>Zero, or none for an identity.</summary>
    Default,
    /// <summary>The oldest container event's fields as JSON.</summary>
    ContainerJson,
}

/// <summary>Where one parameter of the new event comes from.</summary>
/// <param name="Index">The parameter there.</param>
/// <param name="EmptyWhenMissing">Left empty, not zero, where the source has no such parameter.</param>
readonly record struct ValueSource(ValueOrigin Origin, int Index, bool EmptyWhenMissing);

/// <summary>One row of the table: what to do with an event of that code and number of parameters.</summary>
/// <param name="Target">The code after the step.</param>
/// <param name="KeepsOwn">The event's own parameters come first, unchanged.</param>
sealed record ConversionStep(ConversionAction Action, EventCode Target, bool KeepsOwn, ValueSource[] Sources);

/// <summary>How events of older captures become today's, read once from <c>schema/convert.tsv</c>, which is embedded.</summary>
static class ConversionTable
{
    const int Width = EventTable.MaxParameters + 1;

    static readonly ConversionStep?[] s_steps = Read();

    /// <summary>What to do with an event, or null when the table does not say.</summary>
    public static ConversionStep? Find(int code, int parameterCount) =>
        (uint)parameterCount < Width && (uint)code < EventTable.CodeCount ? s_steps[code * Width + parameterCount] : null;

    static ConversionStep?[] Read()
    {
        var steps = new ConversionStep?[EventTable.CodeCount * Width];
        foreach (var line in EventTable.Lines("convert.tsv").Skip(1))
        {
            if (line.Length == 0) continue;
            var cells = line.Split('\t');
            var code = int.Parse(cells[0], CultureInfo.InvariantCulture);
            var count = int.Parse(cells[3], CultureInfo.InvariantCulture);
            var action = cells[4] switch
            {
                "STORE" => ConversionAction.Store,
                "STORE_AND_PASS" => ConversionAction.StoreAndPass,
                "PASS" => ConversionAction.Pass,
                _ => ConversionAction.Build,
            };
            var target = (EventCode)int.Parse(cells[5], CultureInfo.InvariantCulture);
            steps[code * Width + count] = new ConversionStep(action, target, cells[4] == "ADD_PARAMS", ReadSources(cells[7]));
        }

        return steps;
    }

    static ValueSource[] ReadSources(string cell) => cell == "-" ? [] : [.. cell.Split(',').Select(ReadSource)];

    static ValueSource ReadSource(string word)
    {
        var emptyWhenMissing = word.EndsWith('?');
        var parts = word.TrimEnd('?').Split(':');
        var index = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var origin = parts[0] switch
        {
            "OLD" => ValueOrigin.Own,
            "ENTER" => ValueOrigin.Enter,
            "DEFAULT" => ValueOrigin.Default,
            "CALLBACK" => ValueOrigin.ContainerJson,
            _ => ValueOrigin.Empty,
        };
        return new ValueSource(origin, index, emptyWhenMissing);
    }
}
