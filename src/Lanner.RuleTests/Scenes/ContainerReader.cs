using System.Net;
using System.Text;

using Lanner.RuleTests.Reading;
using Lanner.State.Containers;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>Reads <c>containers:</c>, and puts each container's first process and its shim onto the scene.</summary>
sealed class ContainerReader(Scene scene)
{
    const ulong AgeNs = 600_000_000_000;
    const int MostContainers = 64;

    static readonly (string Word, ContainerEngine Engine)[] s_engines =
    [
        ("docker", ContainerEngine.Docker), ("podman", ContainerEngine.Podman), ("containerd", ContainerEngine.Containerd), ("cri-o", ContainerEngine.CriO),
        ("cri", ContainerEngine.Cri),
    ];

    /// <param name="skip">Names that are described again later.</param>
    /// <param name="starting">Names of those that an event starts, and that are not there before.</param>
    public void Read(Keys scope, IReadOnlySet<string> skip, IReadOnlySet<string> starting)
    {
        foreach (var (name, value) in scope.Map("containers", "the list of containers"))
        {
            if (skip.Contains(name.Text)) continue;
            if (name.Text is "host" or "init" || name.Text.Contains('.', StringComparison.Ordinal))
            {
                scope.Error(name, $"a container cannot be called '{Keys.Shorten(name.Text)}'", "host and init are taken, and a dot stands before what belongs to a container");
                continue;
            }

            if (scene.Containers.Count >= MostContainers)
            {
                scope.Error(name, $"a test has at most {MostContainers} containers");
                return;
            }

            // An image alone is description enough.
            var keys = value is YamlScalar { IsPlain: true, IsNull: false } ? null : new Keys(scope.File, value, scope.Problems, "a container");
            var container = Read(name.Text, keys, keys is null ? ((YamlScalar)value).Text : keys.Text("image") ?? name.Text);
            keys?.End();
            scene.Containers[name.Text] = container;
            Place(container, starting.Contains(name.Text));
        }
    }

    SceneContainer Read(string name, Keys? keys, string image)
    {
        var id = ReadId(name, keys);
        var uid = keys?.Find("user") is { } user ? scene.Users.Find(keys, user) ?? 0 : 0;
        var address = ReadAddress(keys);
        var detail = new ContainerDetail
        {
            ImageId = Utf8(keys?.Text("image_id") ?? SceneContainer.MakeId(image)),
            Privileged = keys?.Truth("privileged") ?? false,
            ReadOnlyRoot = keys?.Truth("read_only") ?? false,
            HostPid = keys?.Truth("host_pid") ?? false,
            HostNetwork = keys?.Truth("host_network") ?? false,
            HostIpc = keys?.Truth("host_ipc") ?? false,
            CapabilitiesAdded = Texts(keys, "cap_add"),
            CapabilitiesDropped = Texts(keys, "cap_drop"),
            Env = Texts(keys, "env"),
            User = Utf8(keys?.Text("user") ?? ""),
            Ip = Utf8(address.ToString()),
            Mounts = [.. (keys?.Texts("mounts") ?? []).Select(mount => ReadMount(keys!, mount.Text, mount.Node)).OfType<ContainerMount>()],
            PortMappings = [.. (keys?.Texts("ports") ?? []).Select(port => ReadPort(keys!, port.Text, port.Node)).OfType<PortMapping>()],
            HealthcheckCommand = Utf8(keys?.Text("healthcheck") ?? ""),
            CreatedNs = Scene.StartNs - AgeNs - 1_000_000_000,
            StartedNs = Scene.StartNs - AgeNs,
        }.WithLabels(Labels(keys, "labels")).WithImage(Utf8(image));
        detail = detail with { Name = Utf8(keys?.Text("name") ?? name) };
        if (keys?.Text("image_digest") is { } digest) detail = detail with { ImageDigest = Utf8(digest) };
        return new SceneContainer
        {
            Name = name, Id = id, Engine = ReadEngine(keys), Detail = ReadPod(name, keys, detail), KnownAfter = ReadKnownAfter(keys), Address = address, Uid = uid,
            Command = keys?.Find("command") is { } command ? ProcessReader.Words(keys, command, "command") : ["app"], StartNs = Scene.StartNs - AgeNs,
        };
    }

    static string ReadId(string name, Keys? keys)
    {
        var made = SceneContainer.MakeId(name);
        if (keys?.Text("id") is not { } text) return made;
        if (text.Length is 12 or 64 && text.All(c => char.IsAsciiHexDigitLower(c))) return text + made[text.Length..];
        keys.Error(keys.Find("id")!, "an id is 12 or 64 hexadecimal digits in lower case");
        return made;
    }

    static ContainerEngine ReadEngine(Keys? keys)
    {
        if (keys?.Text("engine") is not { } text) return ContainerEngine.Docker;
        foreach (var (word, engine) in s_engines)
        {
            if (word == text) return engine;
        }

        keys.Error(keys.Find("engine")!, $"there is no engine {Keys.Shorten(text)}", Keys.Suggest(text, [.. s_engines.Select(e => e.Word)]));
        return ContainerEngine.Docker;
    }

    static TimeSpan? ReadKnownAfter(Keys? keys) => keys?.Text("known_after") == "never" ? null : keys?.Time("known_after") ?? TimeSpan.Zero;

    IPAddress ReadAddress(Keys? keys)
    {
        if (keys?.Text("ip") is not { } text) return new IPAddress([172, 17, 0, (byte)(2 + scene.Containers.Count % 250)]);
        if (IPAddress.TryParse(text, out var address)) return address;
        keys.Error(keys.Find("ip")!, $"this is no address: {Keys.Shorten(text)}");
        return IPAddress.Loopback;
    }

    /// <summary>As docker run has it: what of the host, where, and how.</summary>
    static ContainerMount? ReadMount(Keys keys, string text, YamlNode at)
    {
        var parts = text.Split(':');
        if (parts.Length is 2 or 3 && parts[0].StartsWith('/') && parts[1].StartsWith('/'))
        {
            var mode = parts.Length == 3 ? parts[2] : "";
            return new ContainerMount(Utf8(parts[0]), Utf8(parts[1]), Utf8(mode), !mode.Split(',').Contains("ro"), Utf8("rprivate"));
        }

        keys.Error(at, $"a mount is written /of/the/host:/in/the/container or with :ro behind it, not '{Keys.Shorten(text)}'");
        return null;
    }

    static PortMapping? ReadPort(Keys keys, string text, YamlNode at)
    {
        var slash = text.Split('/');
        var parts = slash[0].Split(':');
        if (slash.Length <= 2 && parts.Length is 2 or 3 && ushort.TryParse(parts[^2], out var host) && ushort.TryParse(parts[^1], out var inside))
            return new PortMapping(Utf8(parts.Length == 3 ? parts[0] : "0.0.0.0"), host, inside, Utf8(slash.Length == 2 ? slash[1] : "tcp"));
        keys.Error(at, $"a port is written HOST:CONTAINER, such as 8080:80, not '{Keys.Shorten(text)}'");
        return null;
    }

    /// <summary>A pod's labels are its sandbox's, which is a container too.</summary>
    ContainerDetail ReadPod(string name, Keys? keys, ContainerDetail detail)
    {
        if (keys?.Find("pod") is not { } node) return detail;
        var pod = new Keys(keys.File, node, keys.Problems, "a pod");
        var sandbox = new SceneContainer
        {
            Name = name + ".pod", Id = SceneContainer.MakeId(name + ".pod"), Engine = ReadEngine(keys), KnownAfter = ReadKnownAfter(keys), Uid = 0, Command = ["/pause"],
            Address = IPAddress.TryParse(pod.Text("ip"), out var ip) ? ip : new IPAddress([10, 244, 0, (byte)(2 + scene.Containers.Count % 250)]),
            Detail = new ContainerDetail
            {
                Name = Utf8($"k8s_POD_{name}"), IsPodSandbox = true, PodName = Utf8(pod.Text("name") ?? name), PodNamespace = Utf8(pod.Text("namespace") ?? "default"),
                PodUid = Utf8(pod.Text("uid") ?? Guid.Parse(SceneContainer.MakeId(name)[..32]).ToString()),
            },
        };
        var described = sandbox.Detail with { Labels = Labels(pod, "labels"), PodSandboxId = Utf8(sandbox.Id), Ip = Utf8(sandbox.Address.ToString()) };
        pod.End();
        sandbox = new SceneContainer
        {
            Name = sandbox.Name, Id = sandbox.Id, Engine = sandbox.Engine, KnownAfter = sandbox.KnownAfter, Uid = 0, Command = sandbox.Command, Address = sandbox.Address,
            Detail = described,
        };
        scene.Containers[sandbox.Name] = sandbox;
        return detail with
        {
            PodName = described.PodName, PodNamespace = described.PodNamespace, PodUid = described.PodUid, PodSandboxId = described.PodSandboxId,
            PodContainerName = Utf8(name), Ip = described.Ip,
        };
    }

    static ContainerLabel[] Labels(Keys? keys, string key) =>
        [.. (keys?.Map(key, "the list of labels") ?? []).Select(label => new ContainerLabel(Utf8(label.Name.Text), Utf8((label.Value as YamlScalar)?.Text ?? "")))];

    /// <summary>The shim on the host, and the first process where it runs already.</summary>
    void Place(SceneContainer container, bool isStarting)
    {
        var shim = new SceneProcess
        {
            Label = container.Name + ".runtime", Pid = scene.NextPid(), Parent = scene.Init, Exe = "/usr/bin/containerd-shim-runc-v2",
            ExePath = "/usr/bin/containerd-shim-runc-v2", Name = "containerd-shim", Args = ["-namespace", "moby", "-id", container.Id],
            Capabilities = SceneCapabilities.All, StartNs = container.StartNs, ExeInode = 2, ExeChangedNs = Scene.StartNs - 1000UL * AgeNs,
        };
        shim.VirtualPid = shim.SessionId = shim.Pgid = shim.VirtualPgid = shim.Pid;
        scene.AddBefore(shim);
        container.Runtime = shim;
        if (isStarting) return;
        container.Init = MakeInit(container);
        scene.AddBefore(container.Init);
    }

    /// <summary>The first process of a container.</summary>
    public SceneProcess MakeInit(SceneContainer container)
    {
        var init = new SceneProcess
        {
            Label = container.Name, Pid = scene.NextPid(), Parent = container.Runtime, Container = container, Uid = container.Uid, Gid = scene.Users.GroupOf(container.Uid),
            Capabilities = SceneCapabilities.Of(container.Uid, container), StartNs = container.StartNs, ExeInode = scene.NextInode(),
            ExeChangedNs = Scene.StartNs - 100UL * AgeNs, IsExeLowerLayer = true,
        };
        init.VirtualPid = container.SharesHostPids ? init.Pid : 1;
        init.SessionId = init.VirtualPgid = init.VirtualPid;
        init.ToldSessionId = container.Runtime!.SessionId;
        init.Pgid = init.Pid;
        ProcessReader.SetProgram(init, container.Command);
        return init;
    }

    static byte[][] Texts(Keys? keys, string key) => [.. (keys?.Texts(key) ?? []).Select(text => Utf8(text.Text))];

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
