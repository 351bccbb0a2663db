using System.Buffers;
using System.Text;

namespace Lanner.Engines;

/// <summary>Docker's ids. Only whole ones are used, so that no text of a daemon's answer ends up in a path we ask for.</summary>
static class DockerId
{
    const int Length = 64;

    static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    public static bool IsValid(string id) => id.Length == Length && !id.AsSpan().ContainsAnyExcept(s_hex);

    public static byte[] Utf8(string id) => Encoding.ASCII.GetBytes(id);
}
