using System.Text;

using Lanner.Events;
using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>
/// Reads what a process has open before the first event: <c>stdin</c>, <c>stdout</c>, <c>stderr</c>, and by number <c>fds</c>. Each is a
/// path, <c>pipe</c>, or a conversation: <c>tcp 172.17.0.2:4000->10.0.0.5:443</c>, <c>udp</c>, <c>unix /run/x.sock</c>.
/// </summary>
sealed class DescriptorReader(Scene scene)
{
    public void Read(Keys keys, SceneProcess process)
    {
        string[] streams = ["stdin", "stdout", "stderr"];
        for (var fd = 0; fd < streams.Length; fd++)
        {
            if (keys.Find(streams[fd]) is { } node) Take(keys, process, fd, node);
        }

        foreach (var (name, value) in keys.Map("fds", "the list of descriptors"))
        {
            if (int.TryParse(name.Text, out var fd) && fd is >= 0 and < 1 << 20) Take(keys, process, fd, value);
            else keys.Error(name, $"a descriptor has a number from 0, not '{Keys.Shorten(name.Text)}'");
        }
    }

    void Take(Keys keys, SceneProcess process, long fd, YamlNode node)
    {
        if (node is not YamlScalar { Text: var text } || Parse(text, fd) is not { } descriptor)
        {
            keys.Error(node, "this is no descriptor", "a path, pipe, 'tcp 172.17.0.2:4000->10.0.0.5:443', 'tcp 0.0.0.0:80' (listens), 'unix /run/x.sock'");
            return;
        }

        process.Descriptors.RemoveAll(d => d.Fd == fd);
        process.Descriptors.Add(descriptor);
        process.Open[fd] = new SceneDescriptor(descriptor.Kind switch
        {
            DescriptorKind.UnixSocket => SocketEnd.Unix,
            DescriptorKind.IPv4Connection or DescriptorKind.IPv4Listener => SocketEnd.IPv4,
            DescriptorKind.IPv6Connection or DescriptorKind.IPv6Listener => SocketEnd.IPv6,
            _ => 0,
        });
        if (fd >= SceneProcess.FirstFreeFd) process.LastOpened = fd;
    }

    DescriptorSnapshot? Parse(string text, long fd)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var word = blank < 0 ? text : text[..blank];
        var rest = blank < 0 ? "" : text[(blank + 1)..].Trim();
        return word switch
        {
            "pipe" => new DescriptorSnapshot { Fd = fd, Kind = DescriptorKind.Fifo, Inode = scene.NextInode() },
            "unix" when SocketEnd.Parse(rest) is { Address: null } end => new DescriptorSnapshot
            {
                Fd = fd, Kind = DescriptorKind.UnixSocket, Name = Encoding.UTF8.GetBytes(end.Path), SourcePointer = 0xffff_8880_0000_1000, DestinationPointer = 0xffff_8880_0000_2000,
            },
            "tcp" => Socket(rest, fd, TransportProtocol.Tcp),
            "udp" => Socket(rest, fd, TransportProtocol.Udp),
            _ when text.StartsWith('/') => new DescriptorSnapshot
            {
                Fd = fd, Kind = text.EndsWith('/') ? DescriptorKind.Directory : DescriptorKind.File, Name = Encoding.UTF8.GetBytes(text.Length > 1 ? text.TrimEnd('/') : text),
                OpenFlags = EventTable.Flags("file_flags")["O_RDWR"], Inode = scene.NextInode(),
            },
            _ => null,
        };
    }

    static DescriptorSnapshot? Socket(string text, long fd, TransportProtocol transport)
    {
        var parts = text.Split("->");
        if (parts.Length is 0 or > 2 || SocketEnd.Parse(parts[0].Trim()) is not { Address: { } source } from) return null;
        if (parts.Length == 1)
        {
            return new DescriptorSnapshot
            {
                Fd = fd, Kind = from.Family == SocketEnd.IPv4 ? DescriptorKind.IPv4Listener : DescriptorKind.IPv6Listener, DestinationAddress = source.GetAddressBytes(),
                DestinationPort = from.Port, Transport = transport,
            };
        }

        if (SocketEnd.Parse(parts[1].Trim()) is not { Address: { } destination } to || to.Family != from.Family) return null;
        return new DescriptorSnapshot
        {
            Fd = fd, Kind = from.Family == SocketEnd.IPv4 ? DescriptorKind.IPv4Connection : DescriptorKind.IPv6Connection, SourceAddress = source.GetAddressBytes(),
            SourcePort = from.Port, DestinationAddress = destination.GetAddressBytes(), DestinationPort = to.Port, Transport = transport,
        };
    }
}
