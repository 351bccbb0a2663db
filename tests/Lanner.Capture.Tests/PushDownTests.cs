using System.Diagnostics;
using System.Text;
using Lanner.Events;
using Lanner.Events.PushDown;
using Xunit;

namespace Lanner.Capture.Tests;

/// <summary>Opens that the running kernel holds back, as this side of the border asks for it.</summary>
[Collection("live")]
public sealed class PushDownTests
{
    static readonly InterestRule[] s_opens = [new("open"), new("openat"), new("execve"), new("fchmod"), new("dup2"), new("fcntl")];

    static readonly OpenAlternative s_hostname = Reading(PathPiece.End("/etc/hostname"u8)!);

    [Fact]
    public void The_structure_is_the_probes()
    {
        using var probe = ProbeObject.Open(ProbeFixture.ImageOrSkip());

        Assert.Equal(PushDownTable.Size, probe.Types.SizeOf("push_down"));
        Assert.Equal(2, probe.MaxEntries("push_down"));
        Assert.Equal(
            ["generation", "succeeded", "failed", "any_path", "relative", "tails", "middles", "kinds", "head4", "head8", "tail4", "tail8", "middle4", "middle8",
                "short_tail", "descriptors"],
            probe.Types.Members("push_down").Select(member => member.Name));
    }

    [Fact]
    public void Each_piece_of_a_path_finds_its_opens_and_leaves_others_in_the_kernel()
    {
        (PathPiece Piece, string Met, string NotMet)[] cases =
        [
            (PathPiece.Start("/etc"u8)!, "/etc/hostname", "/proc/version"),
            (PathPiece.Start("/etc/hostname"u8)!, "/etc/hostname", "/proc/version"),
            (PathPiece.End("name"u8)!, "/etc/hostname", "/proc/version"),
            (PathPiece.End("/etc/hostname"u8)!, "/etc/hostname", "/proc/version"),
            (PathPiece.Middle("/sys/"u8)!, "/proc/sys/kernel/hostname", "/proc/version"),
            (PathPiece.Middle("/sys/kernel/"u8)!, "/proc/sys/kernel/hostname", "/proc/version"),
        ];
        using var source = Open([]);
        foreach (var (piece, met, notMet) in cases)
        {
            source.SetInterest(s_opens, [Reading(piece)]);
            var opened = OpenedBy(source, "/bin/cat", met, notMet);
            Assert.Contains(met, opened);
            Assert.DoesNotContain(notMet, opened);
        }

        Assert.True(source.ReadStatistics().HeldBack >= (ulong)cases.Length);
    }

    [Fact]
    public void Nothing_is_asked_of_opens_then_all_are_reported_and_none_when_no_alternative_is_left()
    {
        using var source = Open([]);
        Assert.Empty(OpenedBy(source, "/bin/cat", "/etc/hostname"));
        source.SetInterest(s_opens, [OpenAlternative.Any]);
        Assert.Contains("/etc/hostname", OpenedBy(source, "/bin/cat", "/etc/hostname"));
        source.SetInterest(s_opens, [new OpenAlternative(CallOutcomes.Failed, OpenAlternative.AllKinds, null)]);
        Assert.Equal(["/no/such/file"], OpenedBy(source, "/bin/sh", "-c", ": </etc/hostname; : </no/such/file").Where(path => !path.Contains("/lib", StringComparison.Ordinal) && !path.StartsWith("/etc/ld", StringComparison.Ordinal)));
        source.SetInterest(s_opens);
        Assert.Contains("/etc/hostname", OpenedBy(source, "/bin/cat", "/etc/hostname"));
    }

    [Fact]
    public void More_alternatives_than_bits_are_all_looked_at()
    {
        var many = Enumerable.Range(0, 100).Select(i => Reading(PathPiece.End(Encoding.UTF8.GetBytes($"/none/of-them-{i}"))!)).ToList();
        using var source = Open([.. many, s_hostname]);
        Assert.Contains("/etc/hostname", OpenedBy(source, "/bin/cat", "/etc/hostname"));
        Assert.DoesNotContain("/proc/version", OpenedBy(source, "/bin/cat", "/proc/version"));
    }

    [Fact]
    public void A_held_back_open_is_told_for_state_when_its_descriptor_is_used()
    {
        using var source = Open([s_hostname]);
        var child = Run("/bin/sh", "-c", "exec 7</proc/version; exec 8<&7; exec 7</etc/hostname");
        var seen = Collect(source, child).Where(e => e.Pid == child).ToList();

        var told = Assert.Single(seen, e => e.Name == "open_by_handle_at" && e.Path == "/proc/version");
        Assert.True(told.StateOnly);
        Assert.DoesNotContain(seen, e => e.Name == "openat" && e.Path == "/proc/version");
        var use = seen.FindIndex(e => e.Name is "dup2" or "fcntl" && e.Descriptor == told.Result);
        Assert.InRange(seen.IndexOf(told), 0, use);
        Assert.All(seen.Where(e => e.Name != "open_by_handle_at"), e => Assert.False(e.StateOnly));
        Assert.Contains(seen, e => e.Name == "openat" && e.Path == "/etc/hostname");
    }

    [Fact]
    public void No_open_that_both_conditions_want_is_lost_while_they_change()
    {
        const int opens = 20_000;
        var other = Reading(PathPiece.Start("/usr/lib"u8)!);
        using var source = Open([s_hostname]);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", $"i=0; while [ $i -lt {opens} ]; do : </etc/hostname; : </proc/version; i=$((i+1)); done"]))!;
        var log = new Log();
        var changes = 0;
        while (!log.Exited.Contains(process.Id))
        {
            source.SetInterest(s_opens, changes++ % 2 == 0 ? [other, s_hostname] : [s_hostname]);
            while (source.Poll(ref log, 10_000) > 0)
            {
            }
        }

        Assert.Equal(opens, log.Events.Count(e => e.Pid == process.Id && e.Name == "openat" && e.Path == "/etc/hostname"));
        Assert.Equal(0ul, source.ReadStatistics().Dropped);
        Assert.True(changes > 10, $"{changes} changes");
    }

    [Fact]
    public void Every_call_whose_event_shows_a_descriptor_says_which_arguments_these_are()
    {
        var arguments = DescriptorArguments.ByNumber();
        foreach (var info in EventTable.All)
        {
            if (info.Status != EventStatus.Live || !info.IsExit || !info.Has(EventFlags.UsesFd)) continue;
            foreach (var call in info.Syscalls.Where(call => NativeSyscalls.Number(call) >= 0))
                Assert.True(arguments[NativeSyscalls.Number(call)] != 0, call);
        }

        Assert.Equal(0, arguments[NativeSyscalls.Number("socket")]);
        Assert.Equal(0, arguments[NativeSyscalls.Number("pipe2")]);
        Assert.Equal(0b101, arguments[NativeSyscalls.Number("renameat2")]);
        Assert.Equal(0b10000, arguments[NativeSyscalls.Number("mmap")]);
    }

    static OpenAlternative Reading(PathPiece piece) => new(CallOutcomes.Any, OpenKind.Set(kind => kind.Reads), [piece]);

    static LiveSource Open(IReadOnlyList<OpenAlternative> opens)
    {
        var source = LiveSource.Open(new LiveOptions { Probe = ProbeFixture.ImageOrSkip(), RingCount = 1, Interest = s_opens, Opens = opens });
        source.Start();
        return source;
    }

    static List<string> OpenedBy(LiveSource source, string program, params string[] arguments)
    {
        var child = Run(program, arguments);
        return [.. Collect(source, child).Where(e => e.Pid == child && e.Name is "open" or "openat").Select(e => e.Path)];
    }

    static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.Id;
    }

    static List<Seen> Collect(LiveSource source, int child)
    {
        var log = new Log();
        var watch = Stopwatch.StartNew();
        while (!log.Exited.Contains(child) && watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            if (source.Poll(ref log, 1000) == 0) source.Wait(TimeSpan.FromSeconds(1));
        }

        return log.Events;
    }

    sealed record Seen(string Name, int Pid, string Path, long Result, long Descriptor, bool StateOnly);

    sealed class Log : IEventConsumer
    {
        public List<Seen> Events { get; } = [];

        public HashSet<int> Exited { get; } = [];

        public void OnEvent(in EventView view)
        {
            var name = view.Info.Name;
            if (name == "procexit") Exited.Add((int)view.Tid);
            var path = Math.Max(view.Info.IndexOf("name"), view.Info.IndexOf("path"));
            view.TryGetInt64(0, out var result);
            Events.Add(new Seen(name, view.Origins.Pid, path >= 0 ? Encoding.UTF8.GetString(view.Text(path)) : "", result,
                view.Info.Parameters.Length > 1 && view.TryGetInt64(1, out var second) ? second : -1, view.Origins.StateOnly));
        }
    }
}
