using System.Text;

using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>Names of system calls as bytes, by the format's own numbering.</summary>
static class SyscallNames
{
    static readonly byte[]?[] s_names = Read();

    /// <summary>Empty for a number without a name.</summary>
    public static ReadOnlySpan<byte> Utf8(int ppmCode) => (uint)ppmCode < (uint)s_names.Length ? s_names[ppmCode] : default;

    static byte[]?[] Read()
    {
        var all = SyscallTable.All.ToList();
        var names = new byte[]?[all.Max(call => call.Code) + 1];
        foreach (var (code, name) in all) names[code] = Encoding.ASCII.GetBytes(name);
        return names;
    }
}
