using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Lanner.Events;

namespace Lanner.Capture.Host;

/// <summary>The network interfaces of the namespace this process is in.</summary>
public static class HostInterfaces
{
    const int Megabit = 1_000_000;

    /// <summary>One entry per address; IPv4 first, as the .scap format has them. Empty when the system does not say.</summary>
    public static IReadOnlyList<InterfaceSnapshot> Read()
    {
        var found = new List<InterfaceSnapshot>();
        try
        {
            foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
            {
                foreach (var address in network.GetIPProperties().UnicastAddresses) found.Add(Convert(network, address));
            }
        }
        catch (NetworkInformationException)
        {
        }

        return [.. found.OrderBy(entry => entry.Address.Length)];
    }

    static InterfaceSnapshot Convert(NetworkInterface network, UnicastIPAddressInformation information)
    {
        var address = information.Address.GetAddressBytes();
        var mask = Mask(address.Length, information.PrefixLength);
        var isIPv4 = information.Address.AddressFamily == AddressFamily.InterNetwork;
        var broadcast = new byte[address.Length];
        // IPv6 has no broadcast.
        for (var i = 0; isIPv4 && i < address.Length; i++) broadcast[i] = (byte)(address[i] | ~mask[i]);
        return new InterfaceSnapshot(Encoding.UTF8.GetBytes(network.Name), address, mask, broadcast, Speed(network));
    }

    static byte[] Mask(int length, int prefix)
    {
        var mask = new byte[length];
        for (var bit = 0; bit < Math.Min(prefix, 8 * length); bit++) mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return mask;
    }

    /// <summary>In Mbit/s, 0 when unknown.</summary>
    static ulong Speed(NetworkInterface network) => network.Speed > 0 ? (ulong)(network.Speed / Megabit) : 0;
}
