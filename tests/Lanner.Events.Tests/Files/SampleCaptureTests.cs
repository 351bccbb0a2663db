using System.Globalization;
using Lanner.Events.Files;

namespace Lanner.Events.Tests.Files;

/// <summary>
/// What is read of captures of ten years agrees with what sysdig 0.29.3 prints of them: its counts and sums are in
/// tests/captures/expected.
/// </summary>
public sealed class SampleCaptureTests
{
    [Theory]
    [InlineData("502Error")]
    [InlineData("cat_write")]
    [InlineData("curl_google")]
    [InlineData("open-multiple-files")]
    [InlineData("run_as_user_0_container")]
    [InlineData("sample")]
    [InlineData("single_ipv6_conn")]
    public void Exit_events_are_those_that_sysdig_prints(string name)
    {
        var capture = ReadCapture.From(Captures.Shared(name + ".scap"));
        Assert.Null(capture.Error);
        Assert.Null(capture.EndNote);
        var actual = new Dictionary<string, ulong>(StringComparer.Ordinal)
        {
            ["exits"] = 0, ["times"] = 0, ["threads"] = 0, ["cpus"] = 0, ["opens"] = 0, ["names"] = 0,
        };
        foreach (var (bytes, origins) in capture.Events)
        {
            var e = EventView.Trusted(bytes, origins);
            if (!e.Info.IsExit) continue;
            actual["exits"]++;
            actual["times"] += e.TimeNs;
            actual["threads"] += (ulong)e.Tid;
            actual["cpus"] += origins.Cpu;
            actual["type " + e.Info.Name] = actual.GetValueOrDefault("type " + e.Info.Name) + 1;
            if (e.Code is not (EventCode.OpenExit or EventCode.OpenatExit)) continue;
            var file = e.Text(e.Code == EventCode.OpenExit ? 1 : 2);
            actual["opens"]++;
            actual["names"] += Fnv(file);
        }

        foreach (var line in File.ReadLines(Captures.Own($"expected/{name}.txt")))
        {
            var key = line[..line.LastIndexOf(' ')];
            Assert.Equal(line, $"{key} {actual.GetValueOrDefault(key).ToString(CultureInfo.InvariantCulture)}");
        }
    }

    [Theory]
    [InlineData("502Error")]
    [InlineData("curl_google")]
    [InlineData("run_as_user_0_container")]
    public void Consumers_see_no_enter_event_of_an_old_call(string name)
    {
        var capture = ReadCapture.From(Captures.Shared(name + ".scap"));
        Assert.All(capture.Events, e => Assert.NotEqual(EventStatus.Old, EventView.Trusted(e.Bytes, default).Info.Status));
        Assert.True(capture.Statistics.Merged > 500);
    }

    [Fact]
    public void What_was_told_at_entry_is_in_the_exit_event()
    {
        var capture = ReadCapture.From(Captures.Shared("cat_write.scap"));
        var reads = capture.Events.Select(e => e.Bytes).Where(b => EventView.Trusted(b, default).Code == EventCode.ReadExit).ToList();
        Assert.Equal(2, reads.Count);
        Assert.All(reads, b =>
        {
            var e = EventView.Trusted(b, default);
            Assert.Equal(4, e.ParameterCount);
            Assert.Equal(3, e.Int64(e.Info.IndexOf("fd"), -1));
            Assert.True(e.Int64(e.Info.IndexOf("size"), -1) >= 832);
        });
    }

    [Theory]
    [InlineData("502Error", 4, 23, 46, 77, 45, "deleted")]
    [InlineData("cat_write", 73, 384, 32, 61, 5, "ubuntu")]
    [InlineData("curl_google", 54, 316, 31, 55, 5, "ip-10-0-0-79")]
    [InlineData("run_as_user_0_container", 124, 693, 45, 77, 11, "ubuntu")]
    [InlineData("sample", 94, 515, 34, 61, 6, "ubuntu2204.localdomain")]
    [InlineData("single_ipv6_conn", 154, 564, 42, 72, 13, "ubuntu")]
    [InlineData("falco-mix-default", 620, 1771, 26, 50, 7, "vm")]
    public void Tables_come_before_the_first_event(
        string name, int threads, int descriptors, int users, int groups, int interfaces, string host)
    {
        using var source = CaptureFileSource.Open(Captures.Shared(name + ".scap"));
        var snapshot = source.ReadSnapshot();
        Assert.Equal(threads, snapshot.Threads.Count);
        Assert.Equal(descriptors, snapshot.Threads.Sum(t => t.Descriptors.Count));
        Assert.Equal(users, snapshot.Users.Count);
        Assert.Equal(groups, snapshot.Groups.Count);
        Assert.Equal(interfaces, snapshot.Interfaces.Count);
        Assert.Equal(host, snapshot.Machine?.HostName);
        Assert.Contains(snapshot.Users, u => u.Uid == 0 && u.Name.AsSpan().SequenceEqual("root"u8));
        Assert.Equal(0, source.Statistics.Events);
    }

    [Fact]
    public void A_current_capture_needs_no_upgrade()
    {
        using var source = CaptureFileSource.Open(Captures.Shared("falco-mix-default.scap"));
        var counter = new Counter();
        while (!source.IsFinished)
        {
            if (source.Poll(ref counter, 10_000) == 0) source.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1_196_318, counter.Count);
        Assert.Equal(0, source.Statistics.Upgraded);
        Assert.Equal(0, counter.Incomplete);
    }

    struct Counter : IEventConsumer
    {
        public int Count;
        public int Incomplete;

        public void OnEvent(in EventView view)
        {
            Count++;
            if (view.ParameterCount < view.Info.Parameters.Length) Incomplete++;
        }
    }

    static ulong Fnv(ReadOnlySpan<byte> text)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in text) hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }
}
