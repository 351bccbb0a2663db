using System.Text;

using Lanner.Events;
using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>
/// Reads what describes a process: those that stand before the first event (<c>processes:</c>), and what an exec makes of one. The keys
/// are the words of the language's fields: <c>exe</c> is proc.exe, <c>is_exe_upper_layer</c> is proc.is_exe_upper_layer.
/// </summary>
sealed class ProcessReader(Scene scene)
{
    const ulong HourNs = 3600_000_000_000;
    const int LongestName = 15;
    const int MostWords = 500;
    const int TerminalDevice = 34816;

    public void ReadBefore(Keys scope, IReadOnlySet<string> skip)
    {
        foreach (var (label, value) in scope.Map("processes", "the list of processes"))
        {
            if (skip.Contains(label.Text)) continue;
            if (!IsFree(scope, label)) continue;
            if (value is YamlScalar or YamlSequence)
            {
                var plain = Place(label.Text, scene.Init);
                SetProgram(plain, Words(scope, value, "a process"));
                Finish(plain);
                scene.AddBefore(plain);
                continue;
            }

            var keys = new Keys(scope.File, value, scope.Problems, "a process");
            // With no place to put it, what else is said of it cannot be judged.
            if (ReadParent(keys) is not { } parent) continue;
            var process = Place(label.Text, parent.Process, parent.Container);
            ReadProgram(keys, process, "exe", label.Text);
            ReadAttributes(keys, process);
            if (keys.Time("age") is { } age) process.StartNs = Scene.StartNs - (ulong)age.Ticks * 100;
            new DescriptorReader(scene).Read(keys, process);
            scene.AddBefore(process);
            keys.End();
        }
    }

    /// <summary>Reads where a new process comes from: <c>parent</c>, <c>container</c>. Null after a problem.</summary>
    public (SceneProcess Process, SceneContainer? Container)? ReadParent(Keys keys)
    {
        SceneContainer? container = null;
        var isHost = false;
        if (keys.Text("container") is { } name)
        {
            isHost = name == "host";
            if (!isHost && !scene.Containers.TryGetValue(name, out container))
            {
                keys.Error(keys.Find("container")!, $"there is no container {Keys.Shorten(name)}", Keys.Suggest(name, [.. scene.Containers.Keys, "host"]));
                return null;
            }
        }

        if (keys.Text("parent") is { } label)
        {
            if (scene.Find(label) is { } parent) return (parent, isHost ? null : container ?? parent.Container);
            keys.Error(keys.Find("parent")!, $"there is no process {Keys.Shorten(label)} before this one", Keys.Suggest(label, scene.ProcessLabels));
            return null;
        }

        if (container is null) return (scene.Init, null);
        if (container.Init is { } init) return (init, container);
        keys.Error(keys.Find("container")!, $"the container {container.Name} has not been started here", $"- start: {container.Name}");
        return null;
    }

    /// <summary>One that stands there before the first event, and leads a group of its own.</summary>
    SceneProcess Place(string label, SceneProcess parent, SceneContainer? container = null)
    {
        var process = MakeChild(label, scene.NextPid(), parent, container, Scene.StartNs - HourNs);
        // What it has open is described at it.
        process.Open.Clear();
        process.LastOpened = null;
        process.VirtualPgid = process.VirtualPid;
        process.Pgid = process.Pid;
        if (parent == scene.Init) process.SessionId = process.VirtualPid;
        return process;
    }

    /// <summary>
    /// A new process, as it is right after clone. One that the runtime puts into a container from outside has what the container says, and
    /// leads a session.
    /// </summary>
    public static SceneProcess MakeChild(string label, int pid, SceneProcess parent, SceneContainer? container, ulong nowNs)
    {
        var process = parent.Fork(label, pid, nowNs);
        process.Container = container;
        process.VirtualPid = container is { SharesHostPids: false } ? container.NextVirtualPid() : pid;
        if (container == parent.Container) return process;
        process.Uid = container?.Uid ?? 0;
        process.Capabilities = SceneCapabilities.Of(process.Uid, container);
        process.SessionId = process.VirtualPgid = process.VirtualPid;
        process.Pgid = pid;
        return process;
    }

    /// <summary>The program: a command line, and what says more of it.</summary>
    /// <param name="standard">Run when none is given.</param>
    public void ReadProgram(Keys keys, SceneProcess process, string key, string standard)
    {
        IReadOnlyList<string> words = keys.Find(key) is { } program ? Words(keys, program, key) : [Keys.Shorten(standard)];
        if (keys.Find("args") is { } args) words = [words[0], .. words.Skip(1), .. Words(keys, args, "args")];
        SetProgram(process, words);
        process.ExeInode = scene.NextInode();
        process.ExePath = keys.Text("exepath") ?? process.ExePath;
        if (keys.Find("exepath") is not null && keys.Find(key) is null) process.Exe = process.ExePath;
        process.Name = Shorten(keys.Text("name") ?? (keys.Find("exepath") is null || keys.Find(key) is not null ? process.Name : BaseName(process.ExePath)));
        process.IsExeUpperLayer = keys.Truth("is_exe_upper_layer") ?? false;
        process.IsExeFromMemfd = keys.Truth("is_exe_from_memfd") ?? false;
        process.IsExeLowerLayer = keys.Truth("is_exe_lower_layer") ?? (process.Container is not null && !process.IsExeUpperLayer && !process.IsExeFromMemfd);
        process.IsExeWritable = keys.Truth("is_exe_writable") ?? false;
        process.ExeChangedNs = scene.NowNs - (keys.Time("exe_age") is { } age ? (ulong)age.Ticks * 100 : 1000 * HourNs);
    }

    /// <summary>Everything else that belongs to a process.</summary>
    public void ReadAttributes(Keys keys, SceneProcess process)
    {
        if (keys.Find("user") is { } user && scene.Users.Find(keys, user) is { } uid)
        {
            process.Uid = uid;
            process.Gid = scene.Users.GroupOf(uid);
            process.Capabilities = SceneCapabilities.Of(uid, process.Container);
        }

        process.Gid = (uint)(keys.Number("gid", 0, uint.MaxValue) ?? process.Gid);
        if (keys.Find("loginuser") is { } login) process.LoginUid = scene.Users.Find(keys, login) ?? process.LoginUid;
        process.Cwd = keys.Text("cwd") ?? process.Cwd;
        process.Capabilities = SceneCapabilities.Read(keys, "capabilities", process.Capabilities);
        process.VirtualPid = keys.Number("vpid", 1, int.MaxValue) ?? process.VirtualPid;
        ReadTerminal(keys, process);
        ReadSession(keys, process);
        ReadProcessGroup(keys, process);
        ReadEnvironment(keys, process);
    }

    public static void SetProgram(SceneProcess process, IReadOnlyList<string> words)
    {
        process.Exe = words[0];
        process.ExePath = words[0].Contains('/', StringComparison.Ordinal) ? words[0] : "/usr/bin/" + words[0];
        process.Name = Shorten(BaseName(process.ExePath));
        process.Args = [.. words.Skip(1)];
    }

    /// <summary>A command line as text or as a list; at least one word.</summary>
    public static IReadOnlyList<string> Words(Keys keys, YamlNode node, string what)
    {
        if (node is YamlSequence { Items.Length: > 0 and <= MostWords } list) return [.. list.Items.Select(item => keys.TextOf(item, what) ?? "")];
        if (node is YamlScalar && keys.TextOf(node, what) is { } text && CommandLine.Split(text) is { Count: > 0 } words) return words;
        keys.Error(node, $"'{what}' is a command line, as text or as a list of its words");
        return ["app"];
    }

    bool IsFree(Keys scope, YamlScalar label)
    {
        if (scene.Find(label.Text) is null) return true;
        scope.Error(label, $"there is a process '{Keys.Shorten(label.Text)}' already", "init is the host's first process, a container's first process has its name, with .runtime behind it its shim");
        return false;
    }

    static void Finish(SceneProcess process) => process.IsExeLowerLayer = process.Container is not null;

    static void ReadTerminal(Keys keys, SceneProcess process)
    {
        if (keys.Text("tty") is not { } text) return;
        if (text is "true" or "yes" or "on") process.Tty = process.Tty == 0 ? TerminalDevice : process.Tty;
        else if (text is "false" or "no" or "off") process.Tty = 0;
        else process.Tty = (uint)(keys.Number("tty", 0, uint.MaxValue) ?? 0);
        // Whoever opens a terminal opens a session with it.
        if (process.Tty != 0 && process.Parent?.Tty != process.Tty) process.SessionId = process.VirtualPid;
    }

    void ReadSession(Keys keys, SceneProcess process)
    {
        if (ReadLeader(keys, "session", process) is { } leader) process.SessionId = leader.VirtualPid;
    }

    void ReadProcessGroup(Keys keys, SceneProcess process)
    {
        if (ReadLeader(keys, "process_group", process) is not { } leader) return;
        process.VirtualPgid = leader.VirtualPid;
        process.Pgid = leader.Pid;
    }

    /// <summary>The process itself (<c>own</c>), or another one by its name; null when nothing is said or after a problem.</summary>
    SceneProcess? ReadLeader(Keys keys, string key, SceneProcess process)
    {
        if (keys.Text(key) is not { } label) return null;
        if (label == "own") return process;
        if (scene.Find(label) is { } leader) return leader;
        keys.Error(keys.Find(key)!, $"there is no process {Keys.Shorten(label)} before this one", "own, or the process that leads it");
        return null;
    }

    static void ReadEnvironment(Keys keys, SceneProcess process)
    {
        if (keys.Find("env") is YamlMapping) process.Environment = [.. keys.Map("env", "the environment").Select(v => $"{v.Name.Text}={(v.Value as YamlScalar)?.Text}")];
        else if (keys.Texts("env") is { } texts) process.Environment = [.. texts.Select(text => text.Text)];
    }

    static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>As the kernel cuts a name.</summary>
    static string Shorten(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length <= LongestName ? name : Encoding.UTF8.GetString(bytes.AsSpan(0, LongestName));
    }
}
