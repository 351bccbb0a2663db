using Lanner.Events;
using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Engine;

/// <summary>What happens on a host at random; each happening can be let happen on several hosts alike.</summary>
sealed class RandomStory(Random random)
{
    const int FirstPid = 10;
    const int Processes = 8;

    static readonly string[] s_flags = ["O_RDONLY", "O_WRONLY", "O_WRONLY|O_CREAT", "O_RDWR|O_TRUNC", "O_RDONLY|O_DIRECTORY"];

    bool _isAnswered;

    /// <summary>Half of the processes are in a container that its engine has not told of.</summary>
    public static void Begin(Scene scene)
    {
        for (var i = 0; i < Processes; i++)
        {
            scene.Seed(FirstPid + i, i < 2 ? 1 : FirstPid + i / 2, RandomConditions.Names[i], i % 2 == 0 ? "" : Scene.InContainer,
                uid: i % 3 == 0 ? 33u : 0, args: "-c\0");
        }
    }

    public Action<Scene> Next()
    {
        var pid = FirstPid + random.Next(Processes);
        var name = RandomConditions.Names[random.Next(RandomConditions.Names.Count)];
        var path = RandomConditions.Paths[random.Next(RandomConditions.Paths.Count)];
        var fd = random.Next(-2, 5);
        var flags = s_flags[random.Next(s_flags.Length)];
        var parent = FirstPid + (pid - FirstPid) / 2;
        var port = random.Next(80, 84);
        switch (random.Next(20))
        {
            case 0:
            case 1:
                var cgroups = random.Next(2) == 0 ? "" : Scene.InContainer;
                var uid = random.Next(3) == 0 ? 33u : 0;
                var args = random.Next(2) == 0 ? "-c x" : "-e";
                return scene => scene.Exec(pid, parent == pid ? 1 : parent, name, args, cgroups, uid: uid);
            case 2: return scene => scene.Socket(pid, "AF_INET", Math.Abs(fd));
            case 3: return scene => scene.Connect(pid, $"{(port == 80 ? "10.0.0.9" : "1.2.3.4")}:{port}", Math.Abs(fd));
            case 4: return scene => scene.Ptrace(pid, "PTRACE_ATTACH");
            case 5: return scene => scene.Send(scene.Event(EventCode.Dup2Exit, pid).Add(Math.Abs(fd)).Add(3).Add(Math.Abs(fd)));
            case 6 when random.Next(4) == 0:
                _isAnswered = !_isAnswered;
                var repository = _isAnswered ? "nginx" : "redis";
                return scene =>
                {
                    scene.Api.Answer(Scene.ContainerId, new ContainerDetail
                    {
                        Name = Scene.Utf8("web"), ImageRepository = Scene.Utf8(repository), Privileged = repository == "redis",
                    });
                    scene.Drain();
                };
            case 7: return scene => scene.Send(scene.Event(EventCode.OpenatExit, 7777).Add(3).Add(-100).Add(path).Add(1).Add(0).Add(8).Add(5));
            case 8: return scene => scene.Send(scene.Event(EventCode.SetuidExit, pid).Add(0).Add(port));
            default: return scene => scene.Openat(pid, path, flags, fd);
        }
    }
}
