using System.Diagnostics;
using System.Text;
using Lanner.Events;
using Xunit;

namespace Lanner.Capture.Tests;

/// <summary>Loads the real probe into the running kernel; one at a time, so that what is attached can be counted.</summary>
[Collection("live")]
public sealed class LiveSourceTests
{
    static readonly InterestRule[] s_openAndExec = [new("openat"), new("execve"), new("execveat")];

    [Fact]
    public void An_exec_and_an_open_are_seen_with_their_values()
    {
        var image = ProbeFixture.ImageOrSkip();
        using var source = LiveSource.Open(new LiveOptions { Probe = image, Interest = s_openAndExec });
        source.Start();
        var child = Run("/bin/cat", "/etc/hostname");
        var seen = Collect(source, log => log.Events.Any(e => e.Pid == child && e.Name == "procexit"));

        var exec = Assert.Single(seen, e => e.Pid == child && e.Name == "execve" && e.Text["exe"].EndsWith("cat", StringComparison.Ordinal));
        Assert.Equal("/etc/hostname", exec.Text["args"]);
        Assert.Equal("cat", exec.Text["comm"]);
        Assert.Equal(child, (int)exec.Tid);
        var open = Assert.Single(seen, e => e.Pid == child && e.Name == "openat" && e.IsExit && e.Text["name"] == "/etc/hostname");
        Assert.True(open.Numbers["fd"] >= 0);
        Assert.Equal(EventTable.Flags("file_flags")["O_RDONLY"], open.Numbers["flags"] & 3);
        Assert.InRange(open.TimeNs, exec.TimeNs, BootClock.EpochNsAtBoot() + BootClock.NsSinceBoot());
        Assert.InRange(BootClock.EpochNsAtBoot() + BootClock.NsSinceBoot() - open.TimeNs, 0ul, 60_000_000_000ul);
        Assert.DoesNotContain(seen, e => e.Pid == Environment.ProcessId);
    }

    [Fact]
    public void Interest_can_change_while_running()
    {
        var image = ProbeFixture.ImageOrSkip();
        using var source = LiveSource.Open(new LiveOptions { Probe = image, Interest = [new("execve")] });
        source.Start();
        var without = Run("/bin/cat", "/etc/hostname");
        source.SetInterest(s_openAndExec);
        var with = Run("/bin/cat", "/etc/hostname");
        var seen = Collect(source, log => log.Events.Any(e => e.Pid == with && e.Name == "procexit"));

        Assert.DoesNotContain(seen, e => e.Pid == without && e.Name == "openat");
        Assert.Contains(seen, e => e.Pid == with && e.Name == "openat");
    }

    [Fact]
    public void Only_programs_of_calls_that_are_asked_for_are_loaded_and_others_come_when_asked_for()
    {
        var image = ProbeFixture.ImageOrSkip();
        var before = OwnBpfDescriptors();
        using var source = LiveSource.Open(new LiveOptions { Probe = image, Interest = [new("execve")] });
        source.Start();
        var few = OwnBpfDescriptors() - before;
        // One with a program of its own and an entry hook, one that shares a program with other calls, one without any.
        source.SetInterest([new("execve"), new("openat"), new("vfork"), new("clone"), new("getppid")]);
        var more = OwnBpfDescriptors() - before;
        source.SetInterest([new("execve"), new("openat"), new("vfork"), new("clone"), new("getppid")]);
        var again = OwnBpfDescriptors() - before;
        var child = Run("/bin/sh", "-c", "/bin/true; : < /etc/hostname");
        var seen = Collect(source, log => log.Events.Any(e => e.Pid == child && e.Name == "procexit"));

        Assert.InRange(few, 10, 60);
        Assert.True(more > few, $"{few} and {more} descriptors");
        Assert.Equal(more, again);
        Assert.Contains(seen, e => e.Pid == child && e.Name == "openat" && e.Text["name"] == "/etc/hostname");
        Assert.Contains(seen, e => e.Pid == child && e.Name is "clone" or "vfork");
        Assert.Contains(seen, e => e.Pid == child && e.Name == "syscall" && e.Numbers["ID"] == SyscallTable.Find("getppid"));
        Assert.DoesNotContain(seen, e => e.Pid == child && e.Name == "syscall" && e.Numbers["ID"] != SyscallTable.Find("getppid"));
    }

    [Fact]
    public void The_probe_has_every_program_its_own_table_names()
    {
        using var probe = ProbeObject.Open(ProbeFixture.ImageOrSkip());
        var every = new byte[NativeSyscalls.NumberCount];
        Array.Fill(every, (byte)InterestFlags.Ship);

        var needed = ExitTable.Of(probe).Needed(every);

        Assert.Empty(needed.Except(probe.Programs.Select(program => program.Name)));
        Assert.Equal(["compat_x", "generic_x"], ExitTable.Of(probe).Needed(OneOf("getppid")).Order());
        Assert.Equal(["clone_x", "compat_x"], ExitTable.Of(probe).Needed(OneOf("clone3")).Order());

        static byte[] OneOf(string call)
        {
            var bits = new byte[NativeSyscalls.NumberCount];
            bits[NativeSyscalls.Number(call)] = (byte)InterestFlags.Ship;
            return bits;
        }
    }

    [Fact]
    public void Statistics_add_up_and_a_full_ring_names_what_was_lost()
    {
        var image = ProbeFixture.ImageOrSkip();
        using var source = LiveSource.Open(new LiveOptions { Probe = image, RingCount = 1, RingBytes = 4096, Interest = s_openAndExec });
        source.Start();
        var child = Run("/bin/sh", "-c", "i=0; while [ $i -lt 100 ]; do : < /etc/hostname; i=$((i+1)); done");
        source.Stop();
        var statistics = source.ReadStatistics();
        var log = new EventLog();
        while (source.Poll(ref log, 1000) > 0)
        {
        }

        Assert.True(statistics.Dropped > 0);
        Assert.Equal(statistics.Dropped, statistics.DropsByReason.Aggregate(0ul, (sum, drop) => sum + drop.Count));
        Assert.Contains(statistics.DropsByReason, drop => drop.Reason == "ring_full" && drop.Count > 0);
        Assert.Contains(statistics.DropsByCode, drop => EventTable.Get(drop.Code).Name == "openat");
        Assert.Contains(statistics.DropsByProcess, drop => drop.Pid == child);
        Assert.Equal(statistics.Submitted, (ulong)log.Events.Count);
        Assert.True(Assert.Single(statistics.Rings).UsedBytes > 0);
        Assert.True(source.IsFinished);
    }

    [Fact]
    public void Everything_that_can_be_asked_for_is_delivered_through_several_rings_in_order()
    {
        var image = ProbeFixture.ImageOrSkip();
        using var source = LiveSource.Open(new LiveOptions
        {
            Probe = image, RingCount = 4, Latency = true, Signals = true, PageFaults = true, ContextSwitches = true, Interest = s_openAndExec,
        });
        source.Start();
        var child = Run("/bin/sh", "-c", "trap : USR1; cat /etc/hostname; kill -USR1 $$; cat /etc/hostname");
        var seen = Collect(source, log => log.Events.Any(e => e.Pid == child && e.Name == "procexit"));
        var own = seen.Where(e => e.Pid == child).ToList();

        Assert.Contains(own, e => e is { Name: "openat", IsExit: true, LatencyNs: > 0 and < 10_000_000_000 });
        Assert.Contains(own, e => e.Name == "signaldeliver" && e.Numbers["sig"] == 10);
        Assert.Contains(own, e => e.Name == "page_fault");
        Assert.Contains(seen, e => e.Name == "switch");
        Assert.Equal(own.Select(e => e.TimeNs).Order(), own.Select(e => e.TimeNs));
        var rings = source.ReadStatistics().Rings;
        Assert.Equal(4, rings.Count);
        Assert.True(rings.Count(ring => ring.EventsRead > 0) > 1);
        Assert.All(rings, ring => Assert.Equal((0ul, 0ul), (ring.Malformed, ring.Corrupt)));
    }

    [Fact]
    public void Arguments_are_read_at_entry_save_where_their_memory_is_not_there_yet()
    {
        var image = ProbeFixture.ImageOrSkip();
        using var source = LiveSource.Open(new LiveOptions { Probe = image, Interest = s_openAndExec });
        source.Start();
        Assert.Empty(source.Warnings);
        for (var i = 0; i < 10; i++) Run("/bin/cat", "/etc/hostname");
        source.Stop();
        var missed = source.ReadStatistics().Counters.Single(counter => counter.Name == "entry_missed").Count;
        var opens = Collect(source, _ => source.IsFinished).Count(e => e.Name == "openat" && e.IsExit);

        Assert.True(opens >= 20);
        // A hook that was not attached would miss them all.
        Assert.InRange(missed, 0ul, (ulong)opens / 2);
    }

    [Fact]
    public void Waiting_ends_when_the_source_is_woken()
    {
        var image = ProbeFixture.ImageOrSkip();
        using var source = LiveSource.Open(new LiveOptions { Probe = image });
        var log = new EventLog();
        for (var i = 0; i < 50; i++) source.Poll(ref log, 10);
        var watch = Stopwatch.StartNew();
        source.Wake();
        source.Wait(TimeSpan.FromSeconds(10));
        source.Stop();
        source.Wait(TimeSpan.FromSeconds(10));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        Assert.True(source.IsFinished);
        Assert.Empty(log.Events);
    }

    [Fact]
    public void A_source_can_be_used_only_while_it_is_open()
    {
        var image = ProbeFixture.ImageOrSkip();
        var source = LiveSource.Open(new LiveOptions { Probe = image });
        source.Start();
        Assert.Throws<InvalidOperationException>(source.Start);
        source.Dispose();
        source.Dispose();
        var log = new EventLog();

        Assert.Throws<ObjectDisposedException>(() => source.Poll(ref log, 1));
        Assert.Throws<ObjectDisposedException>(source.Start);
        Assert.Throws<ObjectDisposedException>(source.ReadStatistics);
        Assert.Throws<ArgumentOutOfRangeException>(() => LiveSource.Open(new LiveOptions { Probe = image, RingCount = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LiveSource.Open(new LiveOptions { Probe = image, RingBytes = 5000 }));
        Assert.Throws<ArgumentException>(() => LiveSource.Open(new LiveOptions { Probe = image, Interest = [new("opnat")] }));
    }

    [Fact]
    public void Nothing_stays_attached_after_dispose()
    {
        var image = ProbeFixture.ImageOrSkip();
        var before = OwnBpfDescriptors();
        using (var source = LiveSource.Open(new LiveOptions { Probe = image, RingCount = 2, Interest = s_openAndExec }))
        {
            source.Start();
            Assert.True(OwnBpfDescriptors() > before);
        }

        Assert.Equal(before, OwnBpfDescriptors());
    }

    [Fact]
    public void A_refused_probe_leaves_nothing_behind_and_says_why()
    {
        ProbeFixture.ImageOrSkip();
        var before = OwnBpfDescriptors();
        var bytes = new byte[4096];
        "\u007fELF"u8.CopyTo(bytes);
        bytes[4] = 2;
        bytes[5] = 1;
        bytes[18] = 247;

        var error = Assert.Throws<CaptureException>(() => LiveSource.Open(new LiveOptions { Probe = ProbeImage.FromBytes(bytes, "test") }));

        Assert.Equal("probe", error.Problem.Feature);
        Assert.Equal(before, OwnBpfDescriptors());
    }

    [Fact]
    public void The_probes_layouts_are_the_programs()
    {
        using var probe = ProbeObject.Open(ProbeFixture.ImageOrSkip());

        Assert.Equal(System.Runtime.InteropServices.Marshal.SizeOf<ProbeConfig>(), probe.Types.SizeOf(ProbeConfig.Structure));
        Assert.Equal(
            ["boot_epoch_ns", "self_tgid", "snaplen", "ring_mask", "cgroup_subsys", "latency", "entry_args"],
            probe.Types.Members(ProbeConfig.Structure).Select(member => member.Name));
        Assert.Equal([0, 8, 12, 16, 20, 24, 28], probe.Types.Members(ProbeConfig.Structure).Select(member => member.Offset));
        Assert.Equal(NativeSyscalls.NumberCount, probe.MaxEntries("interest"));
        Assert.Contains("submitted", probe.Types.Members("probe_counters").Select(member => member.Name));
    }

    static int OwnBpfDescriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(fd => LinkText.Of(fd).Contains("bpf", StringComparison.Ordinal));

    static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.Id;
    }

    static List<SeenEvent> Collect(LiveSource source, Func<EventLog, bool> enough)
    {
        var log = new EventLog();
        var watch = Stopwatch.StartNew();
        while (!enough(log) && watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            if (source.Poll(ref log, 1000) == 0) source.Wait(TimeSpan.FromSeconds(1));
        }

        return log.Events;
    }

    sealed record SeenEvent(string Name, bool IsExit, int Pid, long Tid, ulong TimeNs, ulong LatencyNs, Dictionary<string, string> Text, Dictionary<string, long> Numbers);

    sealed class EventLog : IEventConsumer
    {
        public List<SeenEvent> Events { get; } = [];

        public void OnEvent(in EventView view)
        {
            var text = new Dictionary<string, string>();
            var numbers = new Dictionary<string, long>();
            foreach (var parameter in view.Info.Parameters)
            {
                text[parameter.Name] = Encoding.UTF8.GetString(view.Text(parameter.Index));
                if (view.TryGetInt64(parameter.Index, out var number)) numbers[parameter.Name] = number;
            }

            Events.Add(new SeenEvent(view.Info.Name, view.Info.IsExit, view.Origins.Pid, view.Tid, view.TimeNs, view.Origins.LatencyNs, text, numbers));
        }
    }
}
