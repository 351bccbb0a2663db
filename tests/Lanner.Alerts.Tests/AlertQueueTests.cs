using System.Buffers;

using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;

namespace Lanner.Alerts.Tests;

public sealed class AlertQueueTests
{
    static readonly Rule s_rule = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions)).Add("test.yaml", """
        - rule: Any
          desc: for tests
          condition: evt.type = openat
          output: x
          priority: NOTICE
        """u8).Build().RuleSet!.Rules[0];

    static Alert Numbered(int number) =>
        new() { TimeNs = 1, Rule = s_rule, EventNumber = (ulong)number, Output = [], Fields = [], Hostname = "h" };

    sealed class Numbers : IAlertFormat
    {
        public void Write(IAlert alert, IBufferWriter<byte> to) => to.Write(System.Text.Encoding.ASCII.GetBytes(((Alert)alert).EventNumber + "\n"));
    }

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
    public void Alerts_come_out_in_order_and_all()
    {
        var stream = new MemoryStream();
        using var queue = new AlertQueue(new Numbers(), stream);
        for (var i = 0; i < 1000; i++) queue.Add(Numbered(i));
        Assert.True(queue.Complete(TimeSpan.FromMinutes(1)));
        Assert.Equal(string.Concat(Enumerable.Range(0, 1000).Select(i => i + "\n")), System.Text.Encoding.ASCII.GetString(stream.ToArray()));
        Assert.Equal((1000, 0), (queue.Written, queue.Dropped));
    }

    [Fact]
    public void A_stuck_output_drops_the_newest_and_counts_them()
    {
        using var gate = new ManualResetEventSlim();
        var stream = new GatedStream(gate);
        using var queue = new AlertQueue(new Numbers(), stream);
        const int extra = 100;
        for (var i = 0; i < AlertQueue.Capacity + extra; i++) queue.Add(Numbered(i));
        // One more may be in the writer's hands.
        Assert.InRange(queue.Dropped, extra - 1, extra);
        gate.Set();
        Assert.True(queue.Complete(TimeSpan.FromMinutes(1)));
        Assert.Equal(AlertQueue.Capacity + extra, queue.Written + queue.Dropped);
    }

    [Fact]
    public void A_queue_that_waits_for_room_loses_nothing()
    {
        var stream = new MemoryStream();
        using var queue = new AlertQueue(new Numbers(), stream) { WaitsForRoom = true };
        for (var i = 0; i < 2 * AlertQueue.Capacity; i++) queue.Add(Numbered(i));
        Assert.True(queue.Complete(TimeSpan.FromMinutes(1)));
        Assert.Equal((2 * AlertQueue.Capacity, 0), (queue.Written, queue.Dropped));
    }

    [Fact]
    public void A_closed_output_is_told_once_and_never_throws()
    {
        var told = 0;
        using var queue = new AlertQueue(new Numbers(), new BrokenStream());
        queue.Failed += () => told++;
        for (var i = 0; i < 10; i++) queue.Add(Numbered(i));
        Assert.True(queue.Complete(TimeSpan.FromMinutes(1)));
        Assert.Equal("the pipe is closed", queue.Failure);
        Assert.Equal(1, told);
        Assert.Equal((0, 10), (queue.Written, queue.Dropped));
    }
}
