using BenchmarkDotNet.Attributes;
using Lanner.Capture;
using Lanner.Capture.Tests;
using Lanner.Events;

namespace Lanner.Benchmarks;

/// <summary>
/// Reading a ring in place, per event: a short event (2 parameters) and a long one (30), with a consumer that reads one parameter.
/// The memory is laid out as the kernel's; filling it again is not measured, as the kernel does that on another CPU.
/// </summary>
[MemoryDiagnoser]
public class RingBenchmarks : IDisposable
{
    const int Events = 4096;

    FakeRing _ring = null!;
    ulong _start;
    Sum _sum;

    [Params("close", "execve")]
    public string Event { get; set; } = "";

    [GlobalSetup]
    public void Fill()
    {
        var info = EventTable.Named(Event).First(e => e is { IsExit: true, Status: EventStatus.Live });
        var builder = new EventBuilder(info.Code, timeNs: 1, tid: 1).Set("res", 0);
        if (info.IndexOf("args") > 0) builder.Set("exe", "/usr/bin/curl").Set("args", new string('a', 60));
        byte[] record = [.. new byte[24], .. builder.Build()];
        _ring = new FakeRing(1 << 22);
        _start = _ring.ProducerPosition;
        for (var i = 0; i < Events; i++) _ring.Write(record);
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public long Read()
    {
        // A reader of its own per round starts where the records start.
        _ring.Rewind(_start);
        var read = RingMerge.Poll([_ring.Reader], ref _sum, int.MaxValue);
        return read == Events ? _sum.Total : throw new InvalidOperationException($"{read} of {Events} events read");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _ring.Dispose();
        GC.SuppressFinalize(this);
    }

    struct Sum : IEventConsumer
    {
        public long Total;

        public void OnEvent(in EventView view) => Total += view.Int64(0);
    }
}
