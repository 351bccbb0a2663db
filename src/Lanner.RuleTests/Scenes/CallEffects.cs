using Lanner.Events;

namespace Lanner.RuleTests.Scenes;

/// <summary>What a call that succeeded changes for the events after it: what its process is, and what it has open.</summary>
/// <param name="number">The number given for a parameter.</param>
/// <param name="text">The text given for a parameter; null when it was not given.</param>
sealed class CallEffects(Scene scene, SceneProcess actor, EventInfo info, Func<string, long> number, Func<string, string?> text)
{
    /// <summary>As long as paths of the kernel can be.</summary>
    const int LongestDirectory = 4096;

    public void Apply(long result, IReadOnlyCollection<string> given)
    {
        long? Given(string name) => given.Contains(name) ? number(name) : null;
        switch (info.Name)
        {
            case "socket":
                Open(result, (uint)(Given("domain") ?? SocketEnd.IPv4));
                break;
            case "accept" or "accept4":
                Open(result, SocketEnd.IPv4);
                break;
            case "dup" or "dup2" or "dup3":
                Open(result, actor.Open.GetValueOrDefault(Given("oldfd") ?? actor.LastOpened ?? SceneProcess.FirstFreeFd).Family);
                break;
            case "pipe" or "pipe2" or "socketpair":
                Open(Given("fd1") ?? actor.NextFd(), 0);
                Open(Given("fd2") ?? actor.NextFd(), 0);
                break;
            case "close" when Given("fd") is { } closed:
                actor.Open.Remove(closed);
                break;
            case "chdir" when text("path") is { } path:
                actor.Cwd = path.StartsWith('/') || actor.Cwd.Length > LongestDirectory ? path : $"{actor.Cwd.TrimEnd('/')}/{path}";
                break;
            case "setsid":
                actor.SessionId = actor.ToldSessionId = actor.VirtualPgid = actor.VirtualPid;
                break;
            case "setuid":
                SetUser(Given("uid"));
                break;
            case "setresuid" or "setreuid":
                SetUser(Given("euid"));
                break;
            case "setgid":
                actor.Gid = (uint)(Given("gid") ?? actor.Gid);
                break;
            case "capset":
                actor.Capabilities = (ulong)(Given("cap_effective") ?? 0);
                break;
            default:
                if (info.Has(EventFlags.CreatesFd) && info.Parameters[0].Name is "fd" or "res") Open(result, 0);
                break;
        }
    }

    void SetUser(long? uid)
    {
        if (uid is not { } to) return;
        actor.Uid = (uint)to;
        actor.Gid = scene.Users.GroupOf(actor.Uid);
    }

    void Open(long fd, uint family)
    {
        actor.Open[fd] = new SceneDescriptor(family);
        actor.LastOpened = fd;
    }
}
