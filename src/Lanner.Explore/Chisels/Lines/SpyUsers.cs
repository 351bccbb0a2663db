using System.Globalization;

using Lanner.Events;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Explore.Chisels;

/// <summary>
/// Commands that people type: every program that starts below a shell, and every change of a shell's directory, indented by its depth below
/// the shell of the login, whose number stands first. A shell is a process whose name ends in "sh".
/// </summary>
sealed class SpyUsers : LineChisel
{
    /// <summary>How far up ancestors are looked at.</summary>
    const int MaxAncestors = 16;

    /// <summary>Processes remembered; beyond, all are forgotten and looked at anew.</summary>
    const int MaxProcesses = 65_536;

    readonly long _maxDepth;
    readonly Field _user;
    readonly Field _exe;
    readonly Field _args;
    readonly Field _path;
    readonly FieldText _text = new();
    readonly Dictionary<int, Place> _places = [];

    /// <summary>Where a process stands.</summary>
    /// <param name="Depth">Below the shell of the login; -1 when it has no shell above it.</param>
    /// <param name="Shell">Number of that shell.</param>
    /// <param name="StartNs">When the process was made: its number may be another's later.</param>
    readonly record struct Place(int Depth, int Shell, ulong StartNs);

    public SpyUsers(ChiselValues arguments, ChiselSurroundings surroundings)
        : base(surroundings)
    {
        _maxDepth = arguments.Number("max_depth", long.MaxValue);
        _user = surroundings.Field("user.name");
        _exe = surroundings.Field("proc.exe");
        _args = surroundings.Field("proc.args");
        _path = surroundings.Field("evt.arg.path");
    }

    public override string Filter =>
        "(evt.type in (execve, execveat) or (evt.type=chdir and proc.name contains sh and not proc.name contains sshd)) and evt.failed=false";

    public override void OnEvent(in EventContext context)
    {
        if (context.Process is not { } process) return;
        var isMove = context.Event.Code == EventCode.ChdirExit;
        if (_places.Count >= MaxProcesses) _places.Clear();
        // A command belongs to the shell that started it, a move to the shell that moves.
        var above = PlaceOf(isMove ? process : process.Parent, isMove ? process.Pid : process.ParentPid);
        if (above.Depth < 0) return;
        if (isMove)
        {
            Print(context, process, above.Shell, above.Depth, isMove);
            return;
        }

        _places[process.Pid] = new Place(above.Depth + 1, above.Shell, process.StartNs);
        Print(context, process, above.Shell, above.Depth, isMove);
    }

    Place PlaceOf(Process? process, int pid)
    {
        var startNs = process?.StartNs ?? 0;
        if (_places.TryGetValue(pid, out var known) && known.StartNs == startNs) return known;
        var place = new Place(-1, 0, startNs);
        var up = 0;
        for (var ancestor = process; ancestor is not null && up < MaxAncestors; ancestor = ancestor.Parent, up++)
        {
            if (!ancestor.Name.AsSpan().EndsWith("sh"u8)) continue;
            place = _places.TryGetValue(ancestor.Pid, out var shell) && shell.Depth >= 0 && shell.StartNs == ancestor.StartNs
                ? new Place(shell.Depth + up, shell.Shell, startNs) : new Place(0, ancestor.Pid, startNs);
        }

        return _places[pid] = place;
    }

    void Print(in EventContext context, Process process, int shell, int depth, bool isMove)
    {
        if (depth > _maxDepth) return;
        if (Output.Json)
        {
            PrintJson(context, process, shell, depth, isMove);
            return;
        }

        if (ShowsContainers) Output.Paint(ColourOfPlace(context));
        Output.AddPadded(default, (isMove || ShowsContainers ? 4 : 3) * depth).Add(shell.ToString(CultureInfo.InvariantCulture)).Add(" "u8);
        Output.Add(Clock(context)).Add(" "u8).AddForeign(Text(_user, context));
        if (ShowsContainers) Output.Add("@"u8).AddForeign(ContainerName(context));
        Output.Add(") "u8);
        if (isMove) Output.Add("cd "u8).AddForeign(Text(_path, context));
        else Output.AddForeign(Text(_exe, context)).Add(" "u8).AddForeign(Known(_args, context));
        Output.EndLine();
    }

    void PrintJson(in EventContext context, Process process, int shell, int depth, bool isMove)
    {
        var row = new JsonRow(Output);
        row.AddTime("time"u8, context.Event.TimeNs);
        row.Add("shell"u8, shell);
        row.Add("depth"u8, depth);
        row.Add("pid"u8, process.Pid);
        row.Add("user"u8, Text(_user, context));
        row.Add("container"u8, ContainerName(context));
        if (isMove)
        {
            row.Add("directory"u8, Text(_path, context));
        }
        else
        {
            row.Add("exe"u8, Text(_exe, context));
            row.Add("args"u8, Known(_args, context));
        }

        row.End();
    }

    ReadOnlySpan<byte> Text(Field field, scoped in EventContext context) => Known(field, context) is { IsEmpty: false } text ? text : Missing;

    ReadOnlySpan<byte> Known(Field field, scoped in EventContext context) => _text.Read(field, context);
}
