using System.Text;

using Lanner.Events;
using Lanner.Filters.Fields;
using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>Reads the value of one parameter into the bytes that an event has for it.</summary>
sealed class ValueReader(Scene scene, Keys keys)
{
    public const string AddressHint = "10.0.0.5:443, '[::1]:80', /run/x.sock";

    static readonly (string Name, long Value)[] s_socketTypes =
        [("SOCK_STREAM", 1), ("SOCK_DGRAM", 2), ("SOCK_RAW", 3), ("SOCK_SEQPACKET", 5), ("SOCK_PACKET", 10), ("SOCK_NONBLOCK", 0x800), ("SOCK_CLOEXEC", 0x80000)];

    static readonly (string Name, long Value)[] s_protocols = [("icmp", 1), ("tcp", 6), ("udp", 17), ("icmp6", 58)];

    static readonly (string Name, long Value)[] s_descriptors = [("AT_FDCWD", -100), ("stdin", 0), ("stdout", 1), ("stderr", 2)];

    /// <summary>Empty after a problem was reported.</summary>
    public byte[] Read(EventInfo info, EventParameter parameter, YamlNode node)
    {
        switch (parameter.Type)
        {
            case ParameterType.CharBuf or ParameterType.FsPath or ParameterType.FsRelPath:
                return keys.TextOf(node, parameter.Name) is { } text ? ProcessEvents.Text(text) : [];
            case ParameterType.ByteBuf:
                var bytes = Bytes(parameter, node);
                if (bytes.Length <= Keys.LongestText) return bytes;
                keys.Error(node, $"'{parameter.Name}' has more than the {Keys.LongestText:N0} bytes that an event keeps");
                return [];
            case ParameterType.SockAddr:
                return keys.TextOf(node, parameter.Name) is { } address && SocketEnd.Parse(address) is { } end ? end.ToAddress() : Wrong(parameter, node, $"an address such as {AddressHint}");
            case ParameterType.SockTuple:
                return keys.TextOf(node, parameter.Name) is { } pair && Tuple(pair) is { } tuple ? tuple : Wrong(parameter, node, "two addresses with -> between");
            case ParameterType.Dyn:
                return node is YamlScalar { Text: var any } && Keys.TryReadNumber(any, out var number) ? [0, .. BitConverter.GetBytes(number)] : Wrong(parameter, node, "a number");
            default:
                if (EventBuilder.WidthOf(parameter.Type) > 0) return ProcessEvents.Number(parameter, Number(info, parameter, node));
                keys.Error(node, $"{info.Name}'s '{parameter.Name}' cannot be described", "take a capture for this test");
                return [];
        }
    }

    long Number(EventInfo info, EventParameter parameter, YamlNode node)
    {
        var words = node switch
        {
            YamlScalar scalar => scalar.Text.Split('|', StringSplitOptions.TrimEntries),
            YamlSequence list when list.Items.All(item => item is YamlScalar) => [.. list.Items.Select(item => ((YamlScalar)item).Text)],
            _ => [],
        };
        if (words.Length == 0)
        {
            Wrong(parameter, node, "a number or a name");
            return 0;
        }

        if (parameter.Name.StartsWith("cap_", StringComparison.Ordinal))
            return (long)words.Aggregate(0UL, (all, word) => all | (CapabilityNames.Find(word) is >= 0 and var bit ? 1UL << bit : (ulong)One(info, parameter, word, node)));
        return words.Aggregate(0L, (all, word) => all | One(info, parameter, word, node));
    }

    long One(EventInfo info, EventParameter parameter, string word, YamlNode node)
    {
        // A mode is octal, with or without the zero before it.
        if (parameter.Name == "mode" && Keys.TryReadOctal(word, out var octal)) return octal;
        if (Keys.TryReadNumber(word, out var number)) return number;
        if (word is "true" or "false") return word == "true" ? 1 : 0;
        if (parameter.Type is ParameterType.Uid or ParameterType.Gid || parameter.Name is "uid" or "gid") return scene.Users.Find(keys, new YamlScalar(node.Start, node.End, word, YamlDotNet.Core.ScalarStyle.Plain)) ?? 0;
        if (parameter.Type is ParameterType.Pid or ParameterType.Int64 && scene.Find(word) is { } process) return process.Pid;
        var named = Named(info, parameter);
        foreach (var (name, value) in named)
        {
            if (name == word) return value;
        }

        keys.Error(node, $"{info.Name}'s '{parameter.Name}' cannot be '{Keys.Shorten(word)}'",
            NearestWord.Of(word, named.Select(n => n.Name)) is { } near ? $"did you mean {near}?" : named.Count == 0 ? "it is a number" : named.Count <= 40 ? $"there are {string.Join(", ", named.Select(n => n.Name))}" : null);
        return 0;
    }

    /// <summary>The names that values of the parameter have.</summary>
    List<(string Name, long Value)> Named(EventInfo info, EventParameter parameter)
    {
        var names = new List<(string Name, long Value)>();
        foreach (var (name, value) in parameter.Values is { } table ? table.Entries : []) names.Add((name, value));
        if (info.Name is "socket" or "socketpair" && parameter.Name == "type") names.AddRange(s_socketTypes);
        if (info.Name is "socket" or "socketpair" && parameter.Name == "proto") names.AddRange(s_protocols);
        if (parameter.Type == ParameterType.SigType) names.AddRange(Enumerable.Range(1, 31).Select(number => (SignalNames.Find(number)!, (long)number)));
        if (parameter.Type == ParameterType.Fd) names.AddRange(s_descriptors);
        if (parameter.Type == ParameterType.Pid) names.AddRange(scene.ProcessLabels.Select(label => (label, (long)scene.Find(label)!.Pid)));
        if (parameter.Type == ParameterType.Errno || parameter.Name is "fd" or "res") names.AddRange(ErrnoNames.All.Select(name => (name, -(long)ErrnoNames.Number(name))));
        return names;
    }

    byte[] Bytes(EventParameter parameter, YamlNode node)
    {
        if (node is YamlScalar { Text: var text }) return Encoding.UTF8.GetBytes(text);
        if (node is YamlSequence list && list.Items.All(item => item is YamlScalar))
            return Encoding.UTF8.GetBytes(string.Concat(list.Items.Select(item => ((YamlScalar)item).Text + '\0')));
        if (node is YamlMapping { Entries: [var only] } && only is { Key: YamlScalar { Text: "hex" }, Value: YamlScalar { Text: var digits } } && TryReadHex(digits, out var bytes)) return bytes;
        return Wrong(parameter, node, "a text, a list of texts, or bytes such as {hex: cafe}");
    }

    static bool TryReadHex(string digits, out byte[] bytes)
    {
        bytes = [];
        if (digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit)) return false;
        bytes = Convert.FromHexString(digits);
        return true;
    }

    static byte[]? Tuple(string text)
    {
        var parts = text.Split("->", StringSplitOptions.TrimEntries);
        return parts.Length == 2 && SocketEnd.Parse(parts[0]) is { } from && SocketEnd.Parse(parts[1]) is { } to && from.Family == to.Family ? SocketEnd.ToTuple(from, to) : null;
    }

    byte[] Wrong(EventParameter parameter, YamlNode node, string wanted)
    {
        keys.Error(node, $"'{parameter.Name}' is {wanted}, and this is {(node is YamlScalar { Text: var text } ? $"'{Keys.Shorten(text)}'" : node.Kind)}");
        return [];
    }
}
