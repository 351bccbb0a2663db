using System.Globalization;
using System.Text;

using Lanner.Events;
using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>The users of a scene, the same on the host and in every container.</summary>
sealed class SceneUsers
{
    const int LongestName = 255;

    readonly Dictionary<string, UserSnapshot> _byName = new(StringComparer.Ordinal)
    {
        ["root"] = new UserSnapshot(0, 0, "root"u8.ToArray(), "/root"u8.ToArray(), "/bin/sh"u8.ToArray()),
    };

    public IReadOnlyCollection<UserSnapshot> All => _byName.Values;

    /// <summary>Reads <c>users: {alice: 1000, web: {uid: 33, home: /var/www}}</c>.</summary>
    public void Read(Keys scene)
    {
        foreach (var (name, value) in scene.Map("users", "the list of users"))
        {
            if (name.Text.Length is 0 or > LongestName)
            {
                scene.Error(name, $"the name of a user has 1 to {LongestName} characters");
                continue;
            }

            if (value is YamlScalar { Text: var number })
            {
                if (!TryReadId(number, out var id)) scene.Error(value, $"the number of a user is from 0 to {uint.MaxValue - 1}, and this is '{Keys.Shorten(number)}'");
                else Add(name.Text, id, id, $"/home/{name.Text}", "/bin/sh");
                continue;
            }

            var user = new Keys(scene.File, value, scene.Problems, "a user");
            var uid = (uint)(user.Number("uid", 0, uint.MaxValue - 1) ?? 0);
            if (user.Find("uid") is null) scene.Error(name, $"the user {Keys.Shorten(name.Text)} needs a uid");
            Add(name.Text, uid, (uint)(user.Number("gid", 0, uint.MaxValue - 1) ?? uid), user.Text("home") ?? $"/home/{name.Text}", user.Text("shell") ?? "/bin/sh");
            user.End();
        }
    }

    /// <summary>The number behind a name or a number; null after it was reported that there is no such user.</summary>
    public uint? Find(Keys at, YamlNode node)
    {
        if (node is not YamlScalar { Text: var text })
        {
            at.Error(node, $"a user is a name or a number, and this is {node.Kind}");
            return null;
        }

        if (_byName.TryGetValue(text, out var user)) return user.Uid;
        if (TryReadId(text, out var uid)) return uid;
        if (text is "none") return uint.MaxValue;
        at.Error(node, $"there is no user {Keys.Shorten(text)}", NearestWord.Of(text, _byName.Keys) is { } near ? $"did you mean {near}?" : $"users are named in the test or the setup: users: {{{Keys.Shorten(text)}: 1000}}");
        return null;
    }

    public uint GroupOf(uint uid) => _byName.Values.FirstOrDefault(user => user.Uid == uid)?.Gid ?? uid;

    static bool TryReadId(string text, out uint id) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    void Add(string name, uint uid, uint gid, string home, string shell) => _byName[name] =
        new UserSnapshot(uid, gid, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(home), Encoding.UTF8.GetBytes(shell));
}
