using BenchmarkDotNet.Attributes;
using Lanner.Capture.Proc;

namespace Lanner.Benchmarks;

/// <summary>Reading this machine's processes: all of them, and one as state does for a thread it does not know.</summary>
[MemoryDiagnoser]
public class ProcBenchmarks : IDisposable
{
    readonly ProcReader _reader = new(new ProcOptions());

    [Benchmark]
    public int All() => _reader.ReadAll().Threads.Count;

    [Benchmark]
    public bool One() => _reader.TryRead(Environment.ProcessId, out _);

    [GlobalCleanup]
    public void Dispose()
    {
        _reader.Dispose();
        GC.SuppressFinalize(this);
    }
}
