using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>
/// Reads <c>events:</c>, each a mapping with one key: who does it. <c>exec</c>, <c>fork</c> and <c>exit</c> are whole deeds; any other word
/// is an event of the table. <c>at</c>, <c>start</c> and <c>stop</c> are about the scene itself.
/// </summary>
sealed class EventReader(Scene scene)
{
    /// <summary>More than any test needs; aliases could make a few lines into more.</summary>
    const int MaxEvents = 10_000;

    static readonly string[] s_deeds = ["exec", "fork", "exit"];

    readonly ProcessReader _processes = new(scene);
    readonly ContainerReader _containers = new(scene);

    public void Read(Keys test)
    {
        foreach (var item in test.Items("events") ?? [])
        {
            if (scene.EventCount >= MaxEvents)
            {
                test.Error(item, $"a test has at most {MaxEvents} events; take a capture");
                return;
            }

            if (item is YamlMapping { Entries: [var only] } && only.Key is YamlScalar { Text: var word } key) ReadOne(test, key, word, only.Value);
            else test.Error(item, "an event has one key, the process that does it", "- cat: {openat: /etc/shadow}");
        }
    }

    /// <summary>The names of containers that an event starts: they are not there before.</summary>
    public static IReadOnlySet<string> FindStarting(Keys test)
    {
        var starting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in test.Find("events") is YamlSequence list ? list.Items : [])
        {
            if (item is YamlMapping { Entries: [var only] } && only is { Key: YamlScalar { Text: "start" }, Value: YamlScalar { Text: var name } }) starting.Add(name);
        }

        return starting;
    }

    void ReadOne(Keys test, YamlScalar key, string word, YamlNode value)
    {
        switch (word)
        {
            case "at":
                ReadTime(test, value);
                break;
            case "start" when value is YamlScalar { Text: var name }:
                Start(test, value, name);
                break;
            default:
                ReadDeed(test, key, value);
                break;
        }
    }

    void ReadTime(Keys test, YamlNode value)
    {
        var text = (value as YamlScalar)?.Text ?? "";
        var isRelative = text.StartsWith('+');
        if (!TimeText.TryParse(text.AsSpan(isRelative ? 1 : 0), out var time))
        {
            test.Error(value, "'at' is a time: +5s from the event before, 5s from the start");
            return;
        }

        var to = (isRelative ? scene.NowNs : Scene.StartNs) + (ulong)time.Ticks * 100;
        if (to < scene.NowNs) test.Error(value, "this time is before that of the event before");
        else scene.NowNs = to;
    }

    /// <summary>The runtime makes the first process, which runs the container's command.</summary>
    void Start(Keys test, YamlNode at, string name)
    {
        if (!scene.Containers.TryGetValue(name, out var container) || container.Runtime is null)
        {
            test.Error(at, $"there is no container {Keys.Shorten(name)}", Keys.Suggest(name, scene.Containers.Keys));
            return;
        }

        if (container.Init is not null)
        {
            test.Error(at, $"the container {Keys.Shorten(name)} was started before");
            return;
        }

        container.StartNs = scene.NowNs;
        var init = _containers.MakeInit(container);
        container.Init = init;
        scene.Add(init);
        ProcessEvents.PutClone(scene, MakeStarting(container, init));
        ProcessEvents.PutSession(scene, init);
        ProcessEvents.PutExec(scene, init, "execve", 0);
    }

    /// <summary>The first process while it is still the runtime.</summary>
    SceneProcess MakeStarting(SceneContainer container, SceneProcess init)
    {
        var starting = container.Runtime!.Fork(init.Label, init.Pid, scene.NowNs);
        (starting.Container, starting.VirtualPid) = (container, init.VirtualPid);
        return starting;
    }

    void ReadDeed(Keys test, YamlScalar actor, YamlNode value)
    {
        if (value is not YamlMapping)
        {
            test.Error(value, $"what does {Keys.Shorten(actor.Text)} do?", $"- {Keys.Shorten(actor.Text)}: {{openat: /etc/shadow}}");
            return;
        }

        var keys = new Keys(test.File, value, test.Problems, "an event");
        var named = keys.Entries.Where(e => s_deeds.Contains(e.Key.Text) || CallReader.IsEvent(e.Key.Text)).ToList();
        if (named.Count == 0)
        {
            var first = keys.Entries.FirstOrDefault().Key;
            test.Error(first ?? value, first is null ? "the event is missing" : $"there is no event {Keys.Shorten(first.Text)}", first is null ? null : NearestEvent(first.Text));
            return;
        }

        switch (named[0].Key.Text)
        {
            case "exec":
                ReadNew(keys, actor, isExec: true);
                break;
            case "fork":
                ReadNew(keys, actor, isExec: false);
                break;
            case "exit":
                keys.Known("exit");
                if (Actor(keys, actor) is { } exiting)
                {
                    ProcessEvents.PutExit(scene, exiting, keys.Number("exit", 0, 255) ?? 0);
                    scene.Remove(exiting);
                }

                keys.End();
                break;
            default:
                if (Actor(keys, actor) is { } process) new CallReader(scene, keys, process).Read(named[0].Key, named[0].Value);
                break;
        }
    }

    SceneProcess? Actor(Keys keys, YamlScalar label)
    {
        if (scene.Find(label.Text) is { } process) return process;
        keys.Error(label, $"there is no process {Keys.Shorten(label.Text)} here", Keys.Suggest(label.Text, scene.ProcessLabels) ?? "name it under processes, or let it begin with exec or fork");
        return null;
    }

    /// <summary>exec of a process that is there, or of one that begins with it; fork of one that begins.</summary>
    void ReadNew(Keys keys, YamlScalar label, bool isExec)
    {
        var process = scene.Find(label.Text);
        if (process is null)
        {
            if (_processes.ReadParent(keys) is not { } parent) return;
            process = ProcessReader.MakeChild(label.Text, scene.NextPid(), parent.Process, parent.Container, scene.NowNs + 1_000_000);
            scene.Add(process);
            process.VirtualPid = keys.Number("vpid", 1, int.MaxValue) ?? process.VirtualPid;
            if (!isExec) _processes.ReadAttributes(keys, process);
            ProcessEvents.PutClone(scene, process);
            if (!isExec) ProcessEvents.PutSession(scene, process);
        }
        else if (!isExec)
        {
            keys.Error(label, $"the process {Keys.Shorten(label.Text)} is there already");
        }
        else if (keys.Find("parent") is not null || keys.Find("container") is not null)
        {
            keys.Error(keys.PlaceOf(keys.Find("parent") is null ? "container" : "parent"), $"the process {Keys.Shorten(label.Text)} is there already: it stays what it is");
        }

        keys.Known("exec", "fork");
        if (isExec) Exec(keys, process, label.Text);
        foreach (var stream in new[] { "stdin", "stdout", "stderr", "fds" })
        {
            if (keys.Find(stream) is not null)
                keys.Error(keys.PlaceOf(stream), $"'{stream}' can only be said of a process under 'processes'", "let it get it by a call: - sh: {dup2: {oldfd: 3, newfd: 0}}");
        }

        keys.End();
    }

    void Exec(Keys keys, SceneProcess process, string label)
    {
        var call = keys.Text("call") ?? "execve";
        if (call is not ("execve" or "execveat"))
        {
            keys.Error(keys.Find("call")!, $"'call' is execve or execveat, not '{Keys.Shorten(call)}'");
            call = "execve";
        }

        var failure = CallReader.ReadFailure(keys);
        var after = failure == 0 ? process : process.Fork(label, process.Pid, process.StartNs);
        if (failure != 0) (after.Parent, after.VirtualPid, after.ToldSessionId) = (process.Parent, process.VirtualPid, process.SessionId);
        _processes.ReadProgram(keys, after, "exec", label);
        _processes.ReadAttributes(keys, after);
        ProcessEvents.PutSession(scene, after);
        ProcessEvents.PutExec(scene, after, call, failure);
    }

    static string? NearestEvent(string word) => Keys.Suggest(word, [.. s_deeds, .. CallReader.EventNames]);
}
