using System.Diagnostics;
using System.Text;
using Lanner.Capture.Proc;
using Lanner.Events;
using Lanner.State;
using Xunit;

namespace Lanner.Capture.Tests;

/// <summary>What state has learnt of a process from the probe's events alone is what /proc says of it.</summary>
[Collection("live")]
public sealed class StateAgreesWithProcTests
{
    [Fact]
    public void A_process_born_while_watched_is_as_proc_describes_it()
    {
        var image = ProbeFixture.ImageOrSkip();
        using var source = LiveSource.Open(new LiveOptions { Probe = image, Interest = Interest() });
        var host = new HostState();
        source.Start();
        host.Seed(ProcSnapshot.Read().Threads);
        // A shell of a session of its own, with files of every sort: written, duplicated, closed, closed by exec.
        const string script = """
            cd /var/log; cd ../lib; exec 3</etc/hostname 4>>/dev/null 5<&3; exec 6</etc/passwd; exec 6<&-; exec 7<.
            exec sleep 60
            """;
        using var child = System.Diagnostics.Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", script]))!;
        try
        {
            var consumer = new Feed(host);
            var deadline = Stopwatch.StartNew();
            while (Name(host, child.Id) != "sleep" && deadline.Elapsed < TimeSpan.FromSeconds(30))
            {
                if (source.Poll(ref consumer, 10_000) == 0) source.Wait(TimeSpan.FromMilliseconds(10));
            }

            Compare(host.Processes.FindProcess(child.Id)!, ProcSnapshot.ReadOne(child.Id)!);
        }
        finally
        {
            child.Kill();
        }
    }

    static void Compare(State.Process known, ThreadSnapshot told)
    {
        Assert.Equal("sleep", Text(told.Name));
        Assert.Equal(Text(told.Name), Text(known.Name));
        Assert.Equal(Text(told.Exe), Text(known.Exe));
        Assert.Equal(Text(told.ExePath), Text(known.ExePath));
        Assert.Equal(Text(told.Args), Text(known.Args));
        Assert.Equal("/var/lib", Text(known.Cwd));
        Assert.Equal(Text(told.Cwd), Text(known.Cwd));
        Assert.Equal(Text(told.Environment), Text(known.Environment));
        Assert.Equal(Text(told.Cgroups), Text(known.Cgroups));
        Assert.Equal((told.ParentPid, told.SessionId, told.Pgid, told.VirtualPid, told.VirtualPgid),
            (known.ParentPid, known.SessionId, known.Pgid, known.VirtualPid, known.VirtualPgid));
        Assert.Equal((told.Uid, told.Gid, told.LoginUid, told.Tty), (known.Uid, known.Gid, known.LoginUid, known.Tty));
        Assert.Equal((told.CapEffective, told.CapPermitted, told.CapInheritable),
            (known.CapEffective, known.CapPermitted, known.CapInheritable));
        Assert.Equal((told.ExeWritable, told.ExeInode), (known.ExeWritable, known.ExeInode));
        // Lower numbers are whatever the tests were started with.
        Assert.Equal([3L, 4L, 5L, 7L], Opened(told.Descriptors.Select(descriptor => (descriptor.Fd, Text(descriptor.Name)))).Select(pair => pair.Number));
        Assert.Equal(Opened(told.Descriptors.Select(descriptor => (descriptor.Fd, Text(descriptor.Name)))),
            Opened(known.Descriptors.All.Select(descriptor => (descriptor.Number, Text(descriptor.Name)))));
    }

    static List<(long Number, string Name)> Opened(IEnumerable<(long Number, string Name)> descriptors) =>
        [.. descriptors.Where(descriptor => descriptor.Number is >= 3 and <= 7).OrderBy(descriptor => descriptor.Number)];

    static List<InterestRule> Interest()
    {
        EventCode[] codes = [.. HostState.RequiredEvents, .. HostState.DescriptorEvents];
        return [.. codes.Select(code => EventTable.Get(code).Name).Where(name => SyscallTable.Find(name) >= 0).Distinct().Select(name => new InterestRule(name))];
    }

    static string Name(HostState host, int pid) => host.Processes.FindProcess(pid) is { } process ? Text(process.Name) : "";

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    readonly struct Feed(HostState host) : IEventConsumer
    {
        public void OnEvent(in EventView view)
        {
            host.Apply(view);
            host.Complete(view);
        }
    }
}
