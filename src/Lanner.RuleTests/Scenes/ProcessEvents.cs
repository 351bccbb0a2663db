using System.Text;

using Lanner.Events;

namespace Lanner.RuleTests.Scenes;

/// <summary>Makes the events of a process's life, which tell all of it.</summary>
static class ProcessEvents
{
    /// <summary>The return of clone in the new process, which still runs its parent's program.</summary>
    public static void PutClone(Scene scene, SceneProcess child)
    {
        var flags = child.Container is { SharesHostPids: false } ? EventTable.Flags("clone_flags")["CLONE_CHILD_IN_PIDNS"] : 0;
        var builder = scene.Event(EventCode.CloneExit, child);
        foreach (var parameter in EventTable.Get(EventCode.CloneExit).Parameters) builder.Add(parameter.Name == "flags" ? Number(parameter, flags) : Of(child, parameter));
        scene.Put(builder);
    }

    /// <summary>Tells that the process leads a session, where it was not told before.</summary>
    public static void PutSession(Scene scene, SceneProcess process)
    {
        if (process.SessionId != process.VirtualPid || process.ToldSessionId == process.SessionId) return;
        process.ToldSessionId = process.SessionId;
        scene.Put(scene.Event(EventCode.SetsidExit, process).Add(process.VirtualPid));
    }

    /// <param name="result">0, or the negative of an error.</param>
    public static void PutExec(Scene scene, SceneProcess process, string call, long result)
    {
        var code = call == "execveat" ? EventCode.ExecveatExit : EventCode.ExecveExit;
        var builder = scene.Event(code, process);
        foreach (var parameter in EventTable.Get(code).Parameters) builder.Add(parameter.Name == "res" ? Number(parameter, result) : Of(process, parameter));
        scene.Put(builder);
    }

    public static void PutExit(Scene scene, SceneProcess process, long status) => scene.Put(scene.Event(EventCode.ProcexitEnter, process)
        .Set("status", status << 8).Set("ret", status).Set("sig", 0).Set("core", 0).Set("reaper_tid", process.Parent?.Pid ?? 1));

    /// <summary>What the process is, for a parameter of clone or exec; 0 and nothing for what is not told of it.</summary>
    public static byte[] Of(SceneProcess process, EventParameter parameter) => parameter.Name switch
    {
        "exe" => Text(process.Exe),
        "args" => process.ArgsBytes,
        "tid" or "pid" => Number(parameter, process.Pid),
        "ptid" => Number(parameter, process.Parent?.Pid ?? 0),
        "cwd" => Text(process.Cwd),
        "fdlimit" => Number(parameter, 1024),
        "comm" => Text(process.Name),
        "cgroups" => process.Cgroups,
        "env" => process.EnvironmentBytes,
        "tty" => Number(parameter, process.Tty),
        "vpgid" => Number(parameter, process.VirtualPgid),
        "pgid" => Number(parameter, process.Pgid),
        "loginuid" => Number(parameter, process.LoginUid),
        "flags" => Number(parameter, process.ExecFlags),
        "cap_inheritable" => Number(parameter, 0),
        "cap_permitted" or "cap_effective" => Number(parameter, (long)process.Capabilities),
        "exe_ino" => Number(parameter, (long)process.ExeInode),
        "exe_ino_ctime" or "exe_ino_mtime" => Number(parameter, (long)process.ExeChangedNs),
        "uid" => Number(parameter, process.Uid),
        "gid" => Number(parameter, process.Gid),
        "trusted_exepath" or "filename" => Text(process.ExePath),
        "vtid" or "vpid" => Number(parameter, process.VirtualPid),
        "pidns_init_start_ts" => Number(parameter, (long)process.PidNamespaceStartNs),
        _ => Number(parameter, 0),
    };

    /// <summary>A number in the parameter's width.</summary>
    public static byte[] Number(EventParameter parameter, long number) => BitConverter.GetBytes(number)[..EventBuilder.WidthOf(parameter.Type)];

    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
