using Lanner.Filters.Fields;
using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>Sets of capabilities.</summary>
static class SceneCapabilities
{
    /// <summary>What root of the host has (Linux 5.9 and later).</summary>
    public static ulong All { get; } = (1UL << CapabilityNames.Count) - 1;

    /// <summary>What Docker leaves to root of a container.</summary>
    public static ulong Container { get; } = new[]
    {
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP",
        "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SYS_CHROOT", "CAP_MKNOD", "CAP_AUDIT_WRITE", "CAP_SETFCAP",
    }.Aggregate(0UL, (all, name) => all | 1UL << CapabilityNames.Find(name));

    /// <summary>What a user has who was given none by name.</summary>
    public static ulong Of(uint uid, SceneContainer? container)
    {
        if (uid != 0) return 0;
        if (container is null || container.Detail.Privileged) return All;
        return (Container | FromNames(container.Detail.CapabilitiesAdded)) & ~FromNames(container.Detail.CapabilitiesDropped);
    }

    /// <summary>Reads <c>all</c>, <c>none</c> or names; those that begin with + or - change what there is.</summary>
    public static ulong Read(Keys keys, string key, ulong standard)
    {
        if (keys.Texts(key) is not { } words) return standard;
        var set = words.Any(word => word.Text is ['+' or '-', ..]) ? standard : 0;
        foreach (var (text, node) in words.SelectMany(word => word.Text.Split('|', ' ').Select(part => (part, word.Node))))
        {
            var name = text.TrimStart('+', '-');
            var bit = Find(name);
            if (name == "all") set = All;
            else if (name == "none") set = 0;
            else if (bit < 0) keys.Error(node, $"there is no capability {Keys.Shorten(name)}", NearestWord.Of(name, CapabilityNames.All) is { } near ? $"did you mean {near}?" : "all, none, or a name such as CAP_SYS_ADMIN");
            else if (text[0] == '-') set &= ~(1UL << bit);
            else set |= 1UL << bit;
        }

        return set;
    }

    static ulong FromNames(byte[][] names) => names.Select(name => Find(System.Text.Encoding.UTF8.GetString(name)))
        .Aggregate(0UL, (all, bit) => bit < 0 ? all : all | 1UL << bit);

    static int Find(string name) => CapabilityNames.Find(name.StartsWith("CAP_", StringComparison.Ordinal) ? name : "CAP_" + name);
}
