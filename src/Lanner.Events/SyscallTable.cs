using System.Globalization;

namespace Lanner.Events;

/// <summary>Names of the ppm_sc codes: the format's own numbering of system calls, the same on every architecture.</summary>
public static class SyscallTable
{
    static readonly string?[] s_names = Read();

    static readonly Dictionary<string, int> s_codes = All.ToDictionary(pair => pair.Name, pair => pair.Code, StringComparer.Ordinal);

    /// <summary>The name of a ppm_sc code, or null.</summary>
    public static string? Name(int ppmCode) => (uint)ppmCode < (uint)s_names.Length ? s_names[ppmCode] : null;

    /// <summary>The ppm_sc code of a name, or -1.</summary>
    public static int Find(string name) => s_codes.GetValueOrDefault(name, -1);

    public static IEnumerable<(int Code, string Name)> All =>
        s_names.Select((name, code) => (code, name)).Where(pair => pair.name is not null)!;

    static string?[] Read()
    {
        var rows = EventTable.Lines("syscalls.tsv").Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToList();
        var names = new string?[rows.Max(row => int.Parse(row[0], CultureInfo.InvariantCulture)) + 1];
        foreach (var row in rows) names[int.Parse(row[0], CultureInfo.InvariantCulture)] = row[1];
        return names;
    }
}
