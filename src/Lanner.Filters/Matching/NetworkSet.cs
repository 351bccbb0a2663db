using System.Globalization;
using Lanner.State;

namespace Lanner.Filters;

/// <summary>One network in CIDR form, or one address.</summary>
readonly record struct IpNetwork(UInt128 Prefix, byte Length, bool IsV4)
{
    /// <summary>Takes <c>10.0.0.0/8</c>, <c>fe80::/10</c>, or an address without length, which means itself only.</summary>
    public static bool TryParse(string text, out IpNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IpAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address) || address.IsEmpty) return false;
        var width = address.IsV4 ? 32 : 128;
        var length = width;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > width))
            return false;
        network = new IpNetwork(Masked(address.Bits, length, address.IsV4), (byte)length, address.IsV4);
        return true;
    }

    public static UInt128 Masked(UInt128 bits, int length, bool isV4)
    {
        var drop = (isV4 ? 32 : 128) - length;
        return drop >= 128 ? 0 : bits >> drop << drop;
    }

    public override string ToString() => $"{Prefix:x}/{Length}/{(IsV4 ? 4 : 6)}";
}

/// <summary>Networks to be looked up by address: one hash set for each prefix length in use.</summary>
sealed class NetworkSet
{
    readonly (bool IsV4, byte Length, HashSet<UInt128> Prefixes)[] _groups;

    public NetworkSet(IEnumerable<IpNetwork> networks) =>
        _groups = [.. networks.GroupBy(n => (n.IsV4, n.Length)).Select(g => (g.Key.IsV4, g.Key.Length, g.Select(n => n.Prefix).ToHashSet()))];

    public bool Contains(IpAddress address)
    {
        if (address.IsEmpty) return false;
        foreach (var (isV4, length, prefixes) in _groups)
        {
            if (isV4 == address.IsV4 && prefixes.Contains(IpNetwork.Masked(address.Bits, length, isV4))) return true;
        }

        return false;
    }
}
