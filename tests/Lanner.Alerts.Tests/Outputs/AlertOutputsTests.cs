using System.Text;

using Lanner.Alerts.Outputs;

using static Lanner.Alerts.Tests.Outputs.Samples;

namespace Lanner.Alerts.Tests.Outputs;

public sealed class AlertOutputsTests
{
    /// <summary>Writes only when let, so that a slow reader needs no clock.</summary>
    sealed class GatedStream(ManualResetEventSlim gate) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            gate.Wait();
            base.Write(buffer);
        }
    }

    sealed class BrokenStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("the pipe is closed");
    }

    [Fact]
    public void Every_output_gets_every_alert_in_order()
    {
        using var folder = new TemporaryFolder();
        var screen = new MemoryStream();
        using var outputs = new AlertOutputs([new StandardOutputOptions(), new FileOutputOptions { Path = folder["a"], KeepAlive = true }], Json, new Heard().Say, standardOutput: screen);
        for (var i = 0; i < 1000; i++) outputs.Add(Numbered(i));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(Enumerable.Range(0, 1000), Numbers(Encoding.UTF8.GetString(screen.ToArray())));
        Assert.Equal(Enumerable.Range(0, 1000), Numbers(File.ReadAllText(folder["a"])));
        Assert.Equal([("stdout", 1000L, 0L), ("file", 1000L, 0L)], outputs.Statistics.Select(s => (s.Name, s.Written, s.Dropped)));
    }

    [Fact]
    public void A_stuck_output_drops_the_newest_and_counts_them_while_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        using var gate = new ManualResetEventSlim();
        var heard = new Heard();
        var screen = new GatedStream(gate);
        using var outputs = new AlertOutputs([new StandardOutputOptions { QueueCapacity = 100 }, new FileOutputOptions { Path = folder["a"], KeepAlive = true }], Json, heard.Say, standardOutput: screen);
        for (var i = 0; i < 300; i++) outputs.Add(Numbered(i));
        // One more may be in the thread's hands.
        Assert.InRange(outputs.Statistics[0].DroppedByReason[(int)AlertDropReason.QueueFull], 199, 200);
        Assert.Equal("output stdout: too many alerts wait for it; the newest are dropped", heard.WaitFor("stdout"));
        gate.Set();
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(300, Numbers(File.ReadAllText(folder["a"])).Length);
        var stuck = outputs.Statistics[0];
        Assert.Equal(300, stuck.Written + stuck.Dropped);
        Assert.Equal($"output stdout: keeps up again; {stuck.Dropped} alerts were lost meanwhile", heard.WaitFor("keeps up"));
        Assert.Equal(2, heard.All.Count);
    }

    [Fact]
    public void A_replay_waits_for_room_and_loses_nothing()
    {
        var screen = new MemoryStream();
        using var outputs = new AlertOutputs([new StandardOutputOptions { QueueCapacity = 10, Buffered = true }], Json, new Heard().Say, standardOutput: screen) { WaitsForRoom = true };
        for (var i = 0; i < 10_000; i++) outputs.Add(Numbered(i));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(Enumerable.Range(0, 10_000), Numbers(Encoding.UTF8.GetString(screen.ToArray())));
    }

    [Fact]
    public void A_replay_does_not_wait_for_an_output_that_fails()
    {
        var heard = new Heard();
        using var outputs = new AlertOutputs([new FileOutputOptions { Path = "/proc/nowhere/x", QueueCapacity = 10 }], Json, heard.Say) { WaitsForRoom = true };
        for (var i = 0; i < 100; i++) outputs.Add(Numbered(i));
        Assert.False(outputs.Complete(Heard.Patience));
        var failed = Assert.Single(outputs.Statistics);
        Assert.Equal((0, 100, true), (failed.Written, failed.Dropped, failed.IsFailing));
        Assert.Contains("No such file or directory", failed.LastFailure);
    }

    [Fact]
    public void Standard_output_without_reader_is_told_once_and_never_throws()
    {
        var heard = new Heard();
        var closed = new List<string>();
        using var outputs = new AlertOutputs([new StandardOutputOptions()], Text, heard.Say, standardOutput: new BrokenStream());
        outputs.Closed += (name, why) => closed.Add($"{name}: {why}");
        for (var i = 0; i < 10; i++) outputs.Add(Numbered(i));
        outputs.Complete(Heard.Patience);
        Assert.Equal(["stdout: the pipe is closed"], closed);
        Assert.Equal("output stdout: the pipe is closed; its alerts are dropped from now on", Assert.Single(heard.All));
        Assert.Equal(10, outputs.Statistics[0].DroppedByReason[(int)AlertDropReason.Closed]);
    }

    [Fact]
    public void An_output_that_hangs_for_good_does_not_hold_up_the_end()
    {
        using var gate = new ManualResetEventSlim();
        var outputs = new AlertOutputs([new StandardOutputOptions()], Text, new Heard().Say, standardOutput: new GatedStream(gate));
        for (var i = 0; i < 10; i++) outputs.Add(Numbered(i));
        Assert.False(outputs.Complete(TimeSpan.Zero));
        Assert.Equal(10, outputs.Statistics[0].DroppedByReason[(int)AlertDropReason.NotSentAtEnd]);
        gate.Set();
    }
}
