using System.Text;
using Lanner.Events;
using Lanner.Events.Files;

namespace Lanner.RuleSpeed;

/// <summary>
/// A capture of what a host with a few services does, for machines that have no recorded one: mostly opens and closes, some programs
/// started. The same at every call.
/// </summary>
static class MadeCapture
{
    const int Events = 400_000;
    const int Processes = 40;
    const ulong Begin = 1_700_000_000_000_000_000;

    static readonly string[] s_names = ["nginx", "postgres", "redis-server", "python3", "java", "bash", "sshd", "cron"];

    static readonly string[] s_folders = ["/etc", "/usr/lib", "/var/lib/app", "/proc/self", "/tmp", "/srv/billing/7", "/usr/share/zoneinfo"];

    public static void Write(string path)
    {
        var random = new Random(1);
        var snapshot = new CaptureSnapshot { Threads = [.. Enumerable.Range(0, Processes).Select(Thread)] };
        using var writer = new CaptureFileWriter(path, new CaptureWriterOptions { Compress = true }, () => snapshot);
        for (var i = 0; i < Events; i++)
        {
            EventView.TryRead(Next(random, Begin + (ulong)i * 10_000).Build(), default, out var view);
            writer.OnEvent(view);
        }
    }

    static ThreadSnapshot Thread(int i)
    {
        var name = Encoding.UTF8.GetBytes(s_names[i % s_names.Length]);
        return new ThreadSnapshot
        {
            Tid = 100 + i, Pid = 100 + i, ParentPid = i < 8 ? 1 : 100 + i % 8, Name = name, Exe = name, ExePath = [.. "/usr/bin/"u8, .. name], Cwd = "/"u8.ToArray(),
            Uid = i % 3 == 0 ? 0u : 1000u, Gid = 0,
        };
    }

    static EventBuilder Next(Random random, ulong timeNs)
    {
        var number = random.Next(Processes);
        var tid = 100 + number;
        var kind = random.Next(1000);
        if (kind == 0)
        {
            var name = s_names[random.Next(s_names.Length)];
            return new EventBuilder(EventCode.ExecveExit, timeNs, tid).Set("res", 0).Set("exe", name).Set("args", ReadOnlySpan<byte>.Empty).Set("tid", tid)
                .Set("pid", tid).Set("ptid", number < 8 ? 1 : 100 + number % 8).Set("comm", name);
        }

        var fd = random.Next(3, 12);
        if (kind < 500) return new EventBuilder(EventCode.CloseExit, timeNs, tid).Set("res", 0).Set("fd", fd);
        var path = $"{s_folders[random.Next(s_folders.Length)]}/file{random.Next(50)}";
        return new EventBuilder(EventCode.OpenatExit, timeNs, tid).Set("fd", fd).Set("dirfd", -100).Set("name", path).Set("flags", kind < 900 ? 1 : 2)
            .Set("mode", 0).Set("dev", 8).Set("ino", path.Length);
    }
}
