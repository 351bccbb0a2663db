namespace Lanner.Schema;

/// <summary>One row of schema/numbers.tsv: a system call and its number in each table of the kernel.</summary>
/// <param name="Twin">For a name of the 32-bit table only: the native call that does the same.</param>
/// <param name="CompatOnly">For a 32-bit call without a native twin: its own index in the probe's interest map.</param>
sealed record NumberRow(string Name, int PpmSc, int? X64, int? Arm64, int? I386, int? Arm, string? Twin, int? CompatOnly)
{
    public static IReadOnlyList<NumberRow> ReadAll(string path) =>
    [
        .. File.ReadLines(path).Skip(1).Select(static line => line.Split('\t')).Select(static cells => new NumberRow(
            cells[0], int.Parse(cells[1]), Number(cells[2]), Number(cells[3]), Number(cells[4]),
            Number(cells[5]),
            cells[6].StartsWith('=') ? cells[6][1..] : null,
            cells[6].StartsWith('=') ? null : Number(cells[6]))),
    ];

    static int? Number(string cell) => cell == "-" ? null : int.Parse(cell);
}
