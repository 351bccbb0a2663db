using Lanner.Events;
using Lanner.Filters.Fields;
using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Scenes;

/// <summary>
/// Reads one event of the table: <c>openat: /etc/shadow</c>, or <c>openat: {name: /etc/shadow, flags: O_RDWR}</c>; parameters may stand
/// beside it too. What is left out is as after a success. Beside the parameters there are <c>fails</c> and, for sockets, <c>to</c>,
/// <c>from</c> and <c>l4proto</c>.
/// </summary>
sealed class CallReader(Scene scene, Keys keys, SceneProcess actor)
{
    static readonly Dictionary<string, EventInfo> s_events = FindEvents();

    /// <summary>The parameter that a value without a name is for, where it is not the first path or else the first text or else the first of all.</summary>
    static readonly Dictionary<string, string> s_main = new(StringComparer.Ordinal)
    {
        ["connect"] = "to", ["bind"] = "addr", ["accept"] = "from", ["accept4"] = "from", ["send"] = "to", ["sendto"] = "to", ["sendmsg"] = "to",
        ["sendmmsg"] = "to", ["recv"] = "from", ["recvfrom"] = "from", ["recvmsg"] = "from", ["recvmmsg"] = "from", ["ptrace"] = "request",
        ["setns"] = "nstype", ["clone"] = "flags", ["clone3"] = "flags", ["fork"] = "flags", ["vfork"] = "flags", ["mount"] = "dir", ["prctl"] = "option",
        ["fcntl"] = "cmd", ["ioctl"] = "request", ["kill"] = "sig", ["capset"] = "cap_effective", ["fsconfig"] = "cmd", ["keyctl"] = "operation",
        ["setsockopt"] = "optname", ["symlink"] = "linkpath", ["symlinkat"] = "linkpath", ["setresuid"] = "euid", ["setreuid"] = "euid",
    };

    readonly Dictionary<string, YamlNode> _given = new(StringComparer.Ordinal);
    EventInfo _info = EventTable.Get(EventCode.SyscallExit);
    long _failure;
    SocketCall? _socket;

    public static IEnumerable<string> EventNames => s_events.Keys;

    public static bool IsEvent(string word) => s_events.ContainsKey(word) || SyscallTable.Find(word) >= 0;

    /// <summary>The negative number of <c>fails: EACCES</c>; 0 when it does not fail.</summary>
    public static long ReadFailure(Keys keys)
    {
        if (keys.Text("fails") is not { } text) return 0;
        if (ErrnoNames.Number(text) is > 0 and var number) return -number;
        if (Keys.TryReadNumber(text, out var value) && value is > 0 and <= 4095) return -value;
        keys.Error(keys.Find("fails")!, $"there is no error {Keys.Shorten(text)}", NearestWord.Of(text, ErrnoNames.All) is { } near ? $"did you mean {near}?" : "a name such as EACCES or ENOENT");
        return -1;
    }

    public void Read(YamlScalar name, YamlNode value)
    {
        var isNamed = s_events.TryGetValue(name.Text, out var info);
        if (isNamed) _info = info!;
        keys.Known(name.Text);
        _failure = ReadFailure(keys);
        _socket = SocketCall.Of(_info.Name);
        var allowed = _info.Parameters.Select(p => p.Name).Concat(_socket?.Words ?? []).ToHashSet(StringComparer.Ordinal);
        Take(name, value, allowed);
        foreach (var (key, beside) in keys.Entries)
        {
            if (key.Text != name.Text && key.Text != "fails") Take(key, beside, allowed, name.Text);
        }

        if (!isNamed)
        {
            // A call without an event of its own: only that it was made is told.
            scene.Put(scene.Event(EventCode.SyscallExit, actor).Set("ID", SyscallTable.Find(name.Text)).Set("nativeID", 0));
            return;
        }

        if (_socket is { } socket) socket.MakeSocket(scene, actor, Given("fd") is { } fd ? Number(_info.Parameters[_info.IndexOf("fd")], fd) : null, keys, _given);
        Put();
    }

    static Dictionary<string, EventInfo> FindEvents()
    {
        var events = new Dictionary<string, EventInfo>(StringComparer.Ordinal);
        foreach (var info in EventTable.All)
        {
            if (info.Status != EventStatus.Live || info.Name is "syscall" or "container" or "asyncevent" or "pluginevent") continue;
            if (info.IsExit && info.Origin is EventOrigin.Syscall || !info.IsExit && info.Origin is EventOrigin.Tracepoint) events[info.Name] = info;
        }

        return events;
    }

    /// <summary>The value of the event's own key: a mapping of parameters, a list of them in order of the paths, or the main one.</summary>
    void Take(YamlScalar name, YamlNode value, HashSet<string> allowed)
    {
        if (value.IsNull) return;
        switch (value)
        {
            case YamlMapping map:
                foreach (var (key, inner) in map.Entries)
                {
                    if (key is YamlScalar word) Take(word, inner, allowed, name.Text);
                }

                break;
            case YamlSequence { Items.Length: 2 } list when _info.Parameters.Count(IsPathOrTarget) == 2:
                foreach (var (parameter, item) in _info.Parameters.Where(IsPathOrTarget).Zip(list.Items)) _given[parameter.Name] = item;
                break;
            default:
                if (MainName() is { } main) _given[main] = value;
                else keys.Error(value, $"{name.Text} has no parameters");
                break;
        }
    }

    void Take(YamlScalar key, YamlNode value, HashSet<string> allowed, string call)
    {
        // A key without a value is as good as none, but must be one.
        if (value.IsNull && allowed.Contains(key.Text)) return;
        if (!allowed.Contains(key.Text)) keys.Error(key, $"{call} has no parameter {Keys.Shorten(key.Text)}", Keys.Suggest(key.Text, [.. allowed, "fails"]));
        else if (_given.TryGetValue(key.Text, out _)) keys.Error(key, $"'{key.Text}' is given twice");
        else _given[key.Text] = value;
    }

    static bool IsPathOrTarget(EventParameter parameter) => parameter.Type is ParameterType.FsPath or ParameterType.FsRelPath || parameter.Name == "target";

    string? MainName() => s_main.GetValueOrDefault(_info.Name)
        ?? (_info.Parameters.FirstOrDefault(p => p.Type is ParameterType.FsPath or ParameterType.FsRelPath)
            ?? _info.Parameters.FirstOrDefault(p => p.Type == ParameterType.CharBuf)
            ?? _info.Parameters.FirstOrDefault(p => p.Index > 0) ?? _info.Parameters.FirstOrDefault())?.Name;

    YamlNode? Given(string name) => _given.GetValueOrDefault(name);

    void Put()
    {
        var result = Result();
        var builder = scene.Event(_info.Code, actor);
        foreach (var parameter in _info.Parameters)
        {
            if (parameter.Index == 0 && IsResult(parameter)) builder.Add(ProcessEvents.Number(parameter, result));
            else builder.Add(Given(parameter.Name) is { } node ? new ValueReader(scene, keys).Read(_info, parameter, node) : Default(parameter));
        }

        scene.Put(builder);
        if (result >= 0) new CallEffects(scene, actor, _info, p => Number(_info.Parameters[_info.IndexOf(p)], Given(p)!), p => (Given(p) as YamlScalar)?.Text).Apply(result, _given.Keys);
    }

    static bool IsResult(EventParameter parameter) => parameter.Name is "res" or "fd" && EventBuilder.WidthOf(parameter.Type) == 8;

    /// <summary>What the call returns: as described, or its failure, or what a success looks like.</summary>
    long Result()
    {
        var first = _info.Parameters.Length > 0 ? _info.Parameters[0] : null;
        if (first is null || !IsResult(first)) return 0;
        if (Given(first.Name) is { } given) return Number(first, given);
        if (_failure != 0) return _failure;
        if (Given("newfd") is { } target) return Number(_info.Parameters[_info.IndexOf("newfd")], target);
        if (first.Name == "fd" || first.Type == ParameterType.Fd && _info.Name is not "fcntl" || _info.Name is "epoll_create" or "epoll_create1" or "userfaultfd" or "io_uring_setup")
            return _info.Name == "bpf" && Given("cmd") is null ? 0 : actor.NextFd();
        if (_info.Name is "clone" or "clone3" or "fork" or "vfork") return scene.NextPid();
        foreach (var size in new[] { "data", "size", "len", "length" })
        {
            if (_info.IndexOf(size) < 0 || Given(size) is not { } node || _info.Name is "init_module" or "mmap" or "munmap" or "mprotect") continue;
            return size == "data" ? new ValueReader(scene, keys).Read(_info, _info.Parameters[_info.IndexOf(size)], node).Length : Number(_info.Parameters[_info.IndexOf(size)], node);
        }

        return _info.Name.StartsWith("process_vm", StringComparison.Ordinal) || _info.Name is "sendfile" or "splice" or "copy_file_range" ? 1 : 0;
    }

    long Number(EventParameter parameter, YamlNode node)
    {
        var bytes = new ValueReader(scene, keys).Read(_info, parameter, node);
        Span<byte> wide = stackalloc byte[8];
        bytes.AsSpan(0, Math.Min(8, bytes.Length)).CopyTo(wide);
        // A narrow number that is negative is a descriptor such as the working directory.
        if (bytes.Length == 4 && parameter.Type == ParameterType.Int32 && bytes[3] >= 0x80) wide[4..].Fill(0xff);
        return BitConverter.ToInt64(wide);
    }

    byte[] Default(EventParameter parameter)
    {
        if (_info.Name is "clone" or "clone3" or "fork" or "vfork" or "execve" or "execveat")
            return parameter.Name == "flags" && _info.Name is not ("execve" or "execveat") ? ProcessEvents.Number(parameter, 0) : ProcessEvents.Of(actor, parameter);
        if (parameter.Type == ParameterType.SockAddr || parameter.Type == ParameterType.SockTuple) return _socket?.Value(parameter, keys, _given, actor) ?? [];
        switch (parameter.Name)
        {
            case "dirfd" or "olddirfd" or "newdirfd" or "linkdirfd" or "olddir" or "newdir":
                return ProcessEvents.Number(parameter, -100);
            case "fd" or "oldfd" or "in_fd" or "fd_in" or "fdin" or "mountfd" or "pid_fd":
                return ProcessEvents.Number(parameter, actor.LastOpened ?? SceneProcess.FirstFreeFd);
            case "flags" when parameter.Values?.Name == "file_flags" && _info.Name.StartsWith("open", StringComparison.Ordinal):
                return ProcessEvents.Number(parameter, EventTable.Flags("file_flags")["O_RDONLY"]);
            case "ino":
                return ProcessEvents.Number(parameter, (long)scene.NextInode());
            case "dev" when EventBuilder.WidthOf(parameter.Type) > 0 && !_info.Name.StartsWith("mknod", StringComparison.Ordinal):
                return ProcessEvents.Number(parameter, 0x801);
            case "size" when Given("data") is { } data:
                return ProcessEvents.Number(parameter, new ValueReader(scene, keys).Read(_info, _info.Parameters[_info.IndexOf("data")], data).Length);
            case "domain":
                return ProcessEvents.Number(parameter, SocketEnd.IPv4);
            case "type" when _info.Name is "socket" or "socketpair":
                return ProcessEvents.Number(parameter, 1);
            case "fd1":
                return ProcessEvents.Number(parameter, actor.NextFd());
            case "fd2":
                return ProcessEvents.Number(parameter, actor.NextFd() + 1);
            case "dpid" or "tid":
                return ProcessEvents.Number(parameter, actor.Pid);
            default:
                // Texts and data that are left out have no value.
                return ProcessEvents.Number(parameter, 0);
        }
    }
}
