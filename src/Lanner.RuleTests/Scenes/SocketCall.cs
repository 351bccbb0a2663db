using System.Net;

using Lanner.Events;
using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>A call on a socket, described by where to and where from. The socket is made before it where none is open.</summary>
sealed class SocketCall
{
    static readonly string[] s_out = ["connect", "send", "sendto", "sendmsg", "sendmmsg"];
    static readonly string[] s_in = ["accept", "accept4", "recv", "recvfrom", "recvmsg", "recvmmsg"];

    readonly string _call;
    readonly bool _isOut;

    SocketCall(string call, bool isOut) => (_call, _isOut) = (call, isOut);

    /// <summary>What may be said beside the parameters.</summary>
    public IEnumerable<string> Words => _call is "bind" or "listen" ? ["l4proto"] : ["to", "from", "l4proto"];

    /// <summary>Null for calls that have no socket.</summary>
    public static SocketCall? Of(string call) => s_out.Contains(call) ? new SocketCall(call, true)
        : s_in.Contains(call) || call is "bind" or "listen" ? new SocketCall(call, false) : null;

    /// <summary>Lets the process open the socket that the call is on, unless it has it.</summary>
    /// <param name="fd">The descriptor, when it was given.</param>
    public void MakeSocket(Scene scene, SceneProcess actor, long? fd, Keys keys, Dictionary<string, YamlNode> given)
    {
        if (_call is "accept" or "accept4") return;
        var number = fd ?? actor.LastOpened ?? -1;
        if (number >= 0 && actor.Open.TryGetValue(number, out var open) && (fd is not null || open.Family != 0)) return;
        var family = (End(keys, given, _isOut ? "to" : "from") ?? End(keys, given, "addr"))?.Family ?? SocketEnd.IPv4;
        var protocol = (given.GetValueOrDefault("l4proto") as YamlScalar)?.Text;
        var isDatagram = protocol is "udp" || protocol is null && _call is not ("connect" or "bind" or "listen" or "send" or "recv") && family != SocketEnd.Unix;
        if (protocol is not (null or "tcp" or "udp")) keys.Error(given["l4proto"], "'l4proto' is tcp or udp", "for others make the socket before: - x: {socket: AF_INET, type: SOCK_RAW}");
        number = fd ?? actor.NextFd();
        scene.Put(scene.Event(EventCode.SocketExit, actor).Set("fd", number).Set("domain", family).Set("type", isDatagram ? 2 : 1).Set("proto", 0).Set("flags", 0));
        actor.Open[number] = new SceneDescriptor(family);
        actor.LastOpened = number;
    }

    /// <summary>The bytes of an address or a pair; nothing when no end was described.</summary>
    public byte[] Value(EventParameter parameter, Keys keys, Dictionary<string, YamlNode> given, SceneProcess actor)
    {
        var (to, from) = (End(keys, given, "to"), End(keys, given, "from"));
        if (parameter.Type == ParameterType.SockAddr) return (to ?? from)?.ToAddress() ?? [];
        if ((_isOut ? to : from) is not { } far) return [];
        var near = (_isOut ? from : to) ?? Near(far, actor);
        if (near.Family == far.Family) return _isOut ? SocketEnd.ToTuple(near, far) : SocketEnd.ToTuple(far, near);
        keys.Error(given["from"], "'from' and 'to' are of different kinds");
        return [];
    }

    static SocketEnd? End(Keys keys, Dictionary<string, YamlNode> given, string name)
    {
        if (!given.TryGetValue(name, out var node)) return null;
        if (keys.TextOf(node, name) is not { } text) return null;
        if (SocketEnd.Parse(text) is { } end) return end;
        keys.Error(node, "this is no address", ValueReader.AddressHint);
        return null;
    }

    /// <summary>The end in the scene.</summary>
    SocketEnd Near(SocketEnd far, SceneProcess actor)
    {
        if (far.Address is not { } address) return new SocketEnd(null, 0, "");
        var port = (ushort)(_isOut ? 40_000 : 80);
        if (IPAddress.IsLoopback(address)) return new SocketEnd(address, port, "");
        if (far.Family == SocketEnd.IPv6) return new SocketEnd(IPAddress.Parse(actor.Container is null ? "2001:db8::2" : "fd00::2"), port, "");
        var own = actor.Container is { Detail.HostNetwork: false } container ? container.Address : IPAddress.Parse("192.168.0.2");
        return new SocketEnd(own, port, "");
    }
}
