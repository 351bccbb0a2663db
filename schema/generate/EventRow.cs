namespace Lanner.Schema;

/// <summary>One parameter of an event as the table writes it: <c>name:TYPE:FORMAT[:table][=source]</c>.</summary>
sealed record ParameterCell(string Name, string Type, string Format, string? Table, string? Source);

/// <summary>One line of <c>schema/events.tsv</c>.</summary>
sealed record EventRow(
    int Code, string Name, bool IsExit, string Status, string Category, string Flags, IReadOnlyList<ParameterCell> Parameters,
    string Filler, string Syscalls)
{
    public bool IsLive => Status == "live";

    public static IReadOnlyList<EventRow> ReadAll(string path) =>
        [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(Parse)];

    static EventRow Parse(string line)
    {
        var cells = line.Split('\t');
        var parameters = cells[7] == "-" ? [] : cells[7].Split(' ').Select(ParseParameter).ToList();
        if (parameters.Count != int.Parse(cells[6]))
            throw new FormatException($"schema/events.tsv: code {cells[0]}: nparams says {cells[6]}, the list has {parameters.Count}");
        return new EventRow(int.Parse(cells[0]), cells[1], cells[2] == "X", cells[3], cells[4], cells[5], parameters,
            cells.Length > 8 ? cells[8] : "-", cells.Length > 9 ? cells[9] : "-");
    }

    static ParameterCell ParseParameter(string token)
    {
        var equals = token.IndexOf('=');
        var source = equals < 0 ? null : token[(equals + 1)..];
        var parts = (equals < 0 ? token : token[..equals]).Split(':');
        return new ParameterCell(parts[0], parts[1], parts[2], parts.Length > 3 ? parts[3] : null, source);
    }
}
