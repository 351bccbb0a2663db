using System.Globalization;
using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>
/// The numbers under which the probe's interest map knows system calls: the running architecture's own 64-bit numbers, and numbers
/// beyond them for calls only 32-bit programs have. Read from <c>schema/numbers.tsv</c>, which the probe is made from as well.
/// </summary>
public static class NativeSyscalls
{
    /// <summary>Numbers are below this: the size of the interest map.</summary>
    public const int NumberCount = 512;

    static readonly Dictionary<string, int> s_numbers = Read(RuntimeInformation.ProcessArchitecture);

    /// <summary>The number of a system call of the table, or -1 when this architecture does not have it.</summary>
    public static int Number(string name) => s_numbers.GetValueOrDefault(name, -1);

    /// <summary>All calls this architecture has, by name.</summary>
    public static IReadOnlyDictionary<string, int> All => s_numbers;

    internal static Dictionary<string, int> Read(Architecture architecture)
    {
        using var stream = typeof(NativeSyscalls).Assembly.GetManifestResourceStream("numbers.tsv")
            ?? throw new InvalidOperationException("numbers.tsv is not embedded");
        using var reader = new StreamReader(stream);
        var columns = reader.ReadLine()!.Split('\t');
        var native = Array.IndexOf(columns, architecture == Architecture.Arm64 ? "aarch64" : "x86_64");
        var interest = Array.IndexOf(columns, "interest");
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var aliases = new List<(string Name, string Of)>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            if (cells.Length < columns.Length) continue;
            // A call without a native number is another call's 32-bit form (=name) or has a number of its own.
            if (cells[native] != "-") numbers[cells[0]] = int.Parse(cells[native], CultureInfo.InvariantCulture);
            else if (cells[interest].StartsWith('=')) aliases.Add((cells[0], cells[interest][1..]));
            else if (cells[interest] != "-") numbers[cells[0]] = int.Parse(cells[interest], CultureInfo.InvariantCulture);
        }

        foreach (var (name, of) in aliases)
        {
            if (numbers.TryGetValue(of, out var number)) numbers.TryAdd(name, number);
        }

        return numbers;
    }
}
