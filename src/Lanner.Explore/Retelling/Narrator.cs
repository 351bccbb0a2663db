using System.Buffers;
using System.Text;

using Lanner.Alerts;
using Lanner.Events;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Explore.Retelling;

/// <summary>
/// The second reading: tells what the process tree of an alert did around it, one step for each thing that means something, the rest in
/// sums. State is followed from the beginning of the capture, so that the tree is right when its time comes.
/// </summary>
public sealed class Narrator
{
    /// <summary>Steps told before the alert, the last ones, and after it, the first ones; what is beyond is counted.</summary>
    const int MaxSteps = 500;

    const int LongestObject = 400;
    const long InProgress = -115;
    const long NoSuchFile = -2;
    const long NotPermitted = -1;
    const long AccessDenied = -13;
    const long ReadOnlySystem = -30;

    /// <summary>The bit that both ways of opening for writing have.</summary>
    static readonly uint s_write = EventTable.Flags("file_flags")["O_WRONLY"];
    static readonly uint s_created = EventTable.Flags("file_flags")["O_F_CREATED"];

    static readonly uint s_executable = EventTable.Flags("chmod_mode")["S_IXUSR"] | EventTable.Flags("chmod_mode")["S_IXGRP"] | EventTable.Flags("chmod_mode")["S_IXOTH"];
    static readonly uint s_setUser = EventTable.Flags("chmod_mode")["S_ISUID"];
    static readonly uint s_othersWrite = EventTable.Flags("chmod_mode")["S_IWOTH"];

    static readonly OutputFormat s_arguments = Deeds.Format("%proc.args");
    static readonly OutputFormat s_wantedProgram = Deeds.Format("%evt.arg.filename");
    static readonly OutputFormat s_server = Deeds.Format("%fd.sip:%fd.sport");
    static readonly OutputFormat s_client = Deeds.Format("%fd.cip:%fd.cport on port %fd.sport");
    static readonly OutputFormat s_result = Deeds.Format("%evt.res");
    static readonly OutputFormat s_signal = Deeds.Format("%evt.arg.sig");

    readonly AlertScene _scene;
    readonly IStoryWriter _to;
    readonly ProcessTree? _tree;
    readonly ulong _fromNs;
    readonly ulong _toNs;
    readonly OutputMemory _memory = new();
    readonly ArrayBufferWriter<byte> _text = new();
    readonly Queue<(long Offset, int Pid, string Process, int Depth, string What, FoundAlert? Alert)> _before = new();
    int _nextAlert;
    int _after;
    long _leftOut;
    bool _alertIsTold;

    public Narrator(AlertScene scene, string file, TimeSpan around, IStoryWriter to)
    {
        _scene = scene;
        _to = to;
        _tree = scene.Chosen.Alert.Process is { } process ? new ProcessTree(process) : null;
        var aroundNs = (ulong)around.Ticks * 100;
        var at = scene.Chosen.Alert.TimeNs;
        _fromNs = at > aroundNs ? at - aroundNs : 0;
        _toNs = at + aroundNs;
        to.Begin(file, scene, _tree?.Root, around);
    }

    /// <summary>Nothing more is to be told.</summary>
    public bool IsDone { get; private set; }

    public void Take(in EventContext context)
    {
        if (IsDone) return;
        var view = context.Event;
        if (view.TimeNs > _toNs)
        {
            IsDone = true;
            return;
        }

        var member = _tree is null || context.Process is not { } process ? null : _tree.Find(process);
        if (view.TimeNs >= _fromNs)
        {
            if (member is not null) Tell(context, context.Process!, member);
            TellAlerts(context, member);
        }

        if (view.Code == EventCode.ProcexitEnter && context.Process is { ThreadCount: <= 1 } ended) _tree?.Forget(ended);
    }

    public void End()
    {
        if (_tree is not null)
        {
            var end = (long)(Math.Min(_toNs, _scene.Chosen.Alert.TimeNs + 1) - _scene.Chosen.Alert.TimeNs);
            foreach (var (process, member) in _tree.Members.Where(m => !m.Member.Folded.IsEmpty).ToList()) TellFolded(end, process, member);
        }

        TellBefore();
        _to.End(_leftOut);
    }

    void TellAlerts(in EventContext context, TreeMember? member)
    {
        for (; _nextAlert < _scene.Near.Count && _scene.Near[_nextAlert].Alert.EventNumber <= context.Number; _nextAlert++)
        {
            var found = _scene.Near[_nextAlert];
            var isChosen = found.Number == _scene.Chosen.Number;
            if (found.Alert.EventNumber != context.Number || member is null && !isChosen) continue;
            if (member is not null) TellFolded(Offset(context), context.Process!, member);
            if (isChosen)
            {
                TellBefore();
                _to.Alert(Offset(context), found, isChosen, member?.Depth ?? 0);
            }
            else
            {
                Write(Offset(context), found.Alert.Pid, "", member?.Depth ?? 0, "", found);
            }
        }
    }

    void Tell(in EventContext context, Process process, TreeMember member)
    {
        var view = context.Event;
        if (view.Code == EventCode.ProcexitEnter)
        {
            if (process.ThreadCount <= 1) Step(context, process, member, Ending(context));
            return;
        }

        if (!view.TryGetResult(out var result)) return;
        switch (view.Code)
        {
            case EventCode.ExecveExit or EventCode.ExecveatExit:
                if (result >= 0) Step(context, process, member, "started " + Program(context, process));
                else if (result == NoSuchFile) member.Folded.NotFound(Encoding.UTF8.GetBytes(Text(s_wantedProgram, context)));
                else Step(context, process, member, $"tried to start {Text(s_wantedProgram, context)}: {Text(s_result, context)}");
                return;
            case EventCode.OpenExit or EventCode.OpenatExit or EventCode.Openat2Exit or EventCode.CreatExit:
                TellOpen(context, process, member, result);
                return;
            case EventCode.ConnectExit:
                TellConnect(context, process, member, result);
                return;
            case EventCode.AcceptExit or EventCode.Accept4Exit:
                if (result >= 0 && context.Descriptor is { IsIp: true })
                    Step(context, process, member, "accepted a connection from " + Text(s_client, context));
                return;
        }

        if (Deeds.Find(view.Code) is { } deed)
        {
            var what = Text(deed.Object, context) + Permissions(view);
            Step(context, process, member, result >= 0
                ? $"{deed.Past} {what}".TrimEnd()
                : $"tried to {deed.Infinitive} {what}".TrimEnd() + $": {Text(s_result, context)}");
            return;
        }

        if (result <= 0 || context.Descriptor is not { } descriptor) return;
        var writes = view.Info.Has(EventFlags.WritesToFd);
        if (!writes && !view.Info.Has(EventFlags.ReadsFromFd)) return;
        if (descriptor.IsIp) member.Folded.Moved(OtherEnd(descriptor), result, writes, isSocket: true);
        else if (writes && descriptor.Kind == DescriptorKind.File && !descriptor.Name.StartsWith("/dev/"u8))
            member.Folded.Moved(descriptor.Name, result, writes, isSocket: false);
    }

    /// <summary>The permissions that a chmod sets, as people write them, and in a word the ones that matter.</summary>
    static string Permissions(in EventView view)
    {
        if (view.Code is not (EventCode.ChmodExit or EventCode.FchmodExit or EventCode.FchmodatExit)) return "";
        var index = view.Info.IndexOf("mode");
        if (!view.TryGetInt64(index, out var mode)) return "";
        var words = ((mode & s_executable) != 0 ? ", executable" : "") + ((mode & s_setUser) != 0 ? ", with its owner's rights" : "") + ((mode & s_othersWrite) != 0 ? ", writable for all" : "");
        return $"{Convert.ToString(mode, 8).PadLeft(4, '0')}{words}";
    }

    void TellOpen(in EventContext context, Process process, TreeMember member, long result)
    {
        if (context.Descriptor is not { } descriptor) return;
        var flags = descriptor.OpenFlags;
        var name = SafeName(descriptor.Name);
        if (result == NoSuchFile) member.Folded.NotFound(descriptor.Name);
        else if (result is < 0 and not (NotPermitted or AccessDenied or ReadOnlySystem)) member.Folded.Failed();
        else if (result < 0) Step(context, process, member, $"tried to open {name}: {Text(s_result, context)}");
        else if ((flags & s_created) != 0) Step(context, process, member, $"created {name}");
        else if ((flags & s_write) != 0 && !descriptor.Name.StartsWith("/dev/"u8)) Step(context, process, member, $"opened {name} for writing");
        else if (process.Name.AsSpan().StartsWith("runc:["u8)) member.Folded.SetUp();
        else if (descriptor.Kind == DescriptorKind.File) member.Folded.Opened(descriptor.Name);
    }

    void TellConnect(in EventContext context, Process process, TreeMember member, long result)
    {
        if (context.Descriptor is not { } descriptor) return;
        var to = descriptor.IsIp ? Text(s_server, context) : SafeName(descriptor.Name[(descriptor.Name.LastIndexOf((byte)' ') + 1)..]);
        if (result is >= 0 or InProgress) Step(context, process, member, $"connected to {to}");
        else if (descriptor.IsIp || result != NoSuchFile) Step(context, process, member, $"tried to connect to {to}: {Text(s_result, context)}");
    }

    /// <summary>The service a client is connected to; the client of a server, without its port.</summary>
    static ReadOnlySpan<byte> OtherEnd(FileDescriptor descriptor)
    {
        var name = descriptor.Name;
        var arrow = name.IndexOf("->"u8);
        if (arrow < 0) return name;
        if (descriptor.Role != SocketRole.Server) return name[(arrow + 2)..];
        var client = name[..arrow];
        var port = client.LastIndexOf((byte)':');
        return port < 0 ? client : client[..port];
    }

    /// <summary>The command line as it was given; where the program is another than its name says (busybox, a link), that as well.</summary>
    string Program(in EventContext context, Process process)
    {
        var name = process.Exe.AsSpan();
        var path = process.ExePath.AsSpan();
        var arguments = Text(s_arguments, context);
        var isSame = path.IsEmpty || name.IsEmpty || path[(path.LastIndexOf((byte)'/') + 1)..].SequenceEqual(name[(name.LastIndexOf((byte)'/') + 1)..]);
        var program = SafeName(isSame && !path.IsEmpty || name.IsEmpty ? path : name);
        return $"{program} {(arguments == "<NA>" ? "" : arguments)}".TrimEnd() + (isSame ? "" : $" (the program is {SafeName(path)})");
    }

    string Ending(in EventContext context)
    {
        // The signal is the third parameter, the code the second; old captures have only the status.
        var view = context.Event;
        if (view.TryGetInt64(2, out var signal) && signal > 0) return $"was ended by {Text(s_signal, context)}";
        if (!view.TryGetInt64(1, out var code)) code = view.Int64(0) >> 8 & 0xFF;
        return $"exited with code {code}";
    }

    void Step(in EventContext context, Process process, TreeMember member, string what)
    {
        if (process.Name.AsSpan().StartsWith("runc:["u8))
        {
            member.Folded.SetUp();
            return;
        }

        var offset = Offset(context);
        TellFolded(offset, process, member);
        Write(offset, process.Pid, SafeText.ToString(process.Name), member.Depth, what, null);
    }

    void TellFolded(long offset, Process process, TreeMember member)
    {
        if (!member.Folded.IsEmpty) Write(offset, process.Pid, SafeText.ToString(process.Name), member.Depth, member.Folded.Tell(), null);
    }

    void Write(long offset, int pid, string process, int depth, string what, FoundAlert? alert)
    {
        if (!_alertIsTold)
        {
            _before.Enqueue((offset, pid, process, depth, what, alert));
            if (_before.Count <= MaxSteps) return;
            _before.Dequeue();
            _leftOut++;
        }
        else if (++_after > MaxSteps)
        {
            _leftOut++;
        }
        else if (alert is not null)
        {
            _to.Alert(offset, alert, isChosen: false, depth);
        }
        else
        {
            _to.Step(offset, pid, process, depth, what);
        }
    }

    /// <summary>The alert is there: what led to it is told.</summary>
    void TellBefore()
    {
        _alertIsTold = true;
        while (_before.TryDequeue(out var step))
        {
            if (step.Alert is not null) _to.Alert(step.Offset, step.Alert, isChosen: false, step.Depth);
            else _to.Step(step.Offset, step.Pid, step.Process, step.Depth, step.What);
        }
    }

    long Offset(in EventContext context) => (long)(context.Event.TimeNs - _scene.Chosen.Alert.TimeNs);

    string Text(OutputFormat format, in EventContext context)
    {
        _text.ResetWrittenCount();
        format.Format(context, _memory, _text);
        return SafeName(_text.WrittenSpan);
    }

    static string SafeName(ReadOnlySpan<byte> text) =>
        text.Length > LongestObject ? SafeText.ToString(text[..LongestObject]) + "..." : SafeText.ToString(text);
}
