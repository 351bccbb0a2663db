using System.Buffers.Text;

namespace Lanner.Filters.Fields;

/// <summary>Ports by the names of their services.</summary>
static class PortText
{
    /// <summary>The name of a connection, <c>10.0.0.1:4000-&gt;10.0.0.2:80</c>, with what stands behind the last colon of each end named.</summary>
    public static void AppendNamed(ref ScratchText text, scoped ReadOnlySpan<byte> connection)
    {
        var arrow = connection.IndexOf("->"u8);
        if (arrow >= 0)
        {
            AppendEnd(ref text, connection[..arrow]);
            text.Append("->"u8);
            connection = connection[(arrow + 2)..];
        }

        AppendEnd(ref text, connection);
    }

    /// <summary>The name of a port, or its number.</summary>
    public static void Append(ref ScratchText text, ushort port)
    {
        if (ServiceNames.FindName(port) is { } name) text.Append(name);
        else text.Append((long)port);
    }

    static void AppendEnd(ref ScratchText text, scoped ReadOnlySpan<byte> end)
    {
        var colon = end.LastIndexOf((byte)':');
        if (colon < 0 || !Utf8Parser.TryParse(end[(colon + 1)..], out ushort port, out var used) || used != end.Length - colon - 1)
        {
            text.Append(end);
            return;
        }

        text.Append(end[..(colon + 1)]);
        Append(ref text, port);
    }
}
