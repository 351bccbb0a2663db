using Lanner.Events;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Explore.Tests;

/// <summary>A host to which events are given one by one, as a feed does.</summary>
sealed class Stage
{
    public const ulong Start = 1_700_000_000_000_000_000;

    readonly FieldScratch _scratch = new();
    ulong _number;

    public delegate void Look(in EventContext context);

    public HostState Host { get; } = new();

    /// <summary>A process that was there before: curl, number 100.</summary>
    public Stage WithProcess(int pid = 100, string name = "curl", string exe = "/usr/bin/curl")
    {
        Host.Seed([new ThreadSnapshot { Tid = pid, Pid = pid, Name = Bytes(name), Exe = Bytes(exe), ExePath = Bytes(exe), Cwd = Bytes("/root"), ParentPid = 1 }]);
        return this;
    }

    public void Play(byte[] bytes, Look look, bool stateOnly = false)
    {
        Assert.True(EventView.TryRead(bytes, new EventOrigins(0, 0, 0, Cpu: 3, stateOnly), out var view));
        var subject = Host.Apply(view);
        look(new EventContext(view, Host, subject, ++_number, _scratch));
        Host.Complete(view);
    }

    public static byte[] Open(string name, long fd = 3, long tid = 100) => new EventBuilder(EventCode.OpenatExit, Start, tid)
        .Set("fd", fd).Set("dirfd", -100).Set("name", name).Set("flags", 1).Set("mode", 0).Set("dev", 1).Set("ino", 1).Build();

    public static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
