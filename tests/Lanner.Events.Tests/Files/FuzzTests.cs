using System.Diagnostics;
using System.IO.Compression;

namespace Lanner.Events.Tests.Files;

/// <summary>Captures of ours with seeded damage: nothing but the typed error comes out, and memory stays bounded.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    static readonly TimeSpan s_time = TimeSpan.FromSeconds(8);

    [Fact]
    public void Mutations_never_do_worse_than_the_typed_error()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LANNER_FUZZ_SEED"), out var given) ? given : Environment.TickCount;
        var corpus = new[] { "old.scap", "current.scap", "compatible.scap" }.Select(name => File.ReadAllBytes(Captures.Own(name))).ToArray();
        var watch = Stopwatch.StartNew();
        var (runs, errors, events) = (0, 0, 0L);
        var highest = 0L;
        for (; watch.Elapsed < s_time; runs++)
        {
            // One seed for each run: the last one printed is enough to see it again.
            var random = new Random(seed + runs);
            var bytes = Mutate(corpus[random.Next(corpus.Length)], random);
            if (random.Next(4) == 0) bytes = Gzip(bytes, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var capture = ReadCapture.From(bytes, random.Next(1, 20));
                events += capture.Events.Count;
                if (capture.Error is not null) errors++;
            }
            catch (Exception e)
            {
                Assert.Fail($"LANNER_FUZZ_SEED={seed + runs}: {e}");
            }

            highest = Math.Max(highest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"LANNER_FUZZ_SEED={seed}: {runs} runs, {errors} with errors, {events} events, at most {highest >> 10} KiB for one run");
        Assert.True(runs > 50);
        Assert.True(errors > runs / 10 && events > runs / 10, "the mutations are too weak or too strong to test anything");
        // A large block may ask for 16 MiB, tables for an entry; a run of a few KiB has no reason for more.
        Assert.True(highest < 64 << 20, $"LANNER_FUZZ_SEED={seed}: {highest} bytes");
    }

    static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        var count = random.Next(1, 6);
        for (var i = 0; i < count; i++)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: BitConverter.TryWriteBytes(bytes.AsSpan(Math.Min(at, bytes.Length - 4)), Interesting(random)); break;
                case 3: BitConverter.TryWriteBytes(bytes.AsSpan(Math.Min(at, bytes.Length - 2)), (ushort)Interesting(random)); break;
                case 4: bytes = bytes[..Math.Max(1, at)]; break;
                case 5: bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]]; break;
                default: ChangeBlock(bytes, random); break;
            }

            if (bytes.Length < 8) break;
        }

        return bytes;
    }

    /// <summary>Changes a field of a block that is whole otherwise, so that the damage is found deeper down.</summary>
    static void ChangeBlock(byte[] bytes, Random random)
    {
        var starts = new List<int>();
        for (var at = 0; at + 12 <= bytes.Length;)
        {
            var length = BitConverter.ToInt32(bytes, at + 4);
            if (length < 12 || length > bytes.Length - at) break;
            starts.Add(at);
            at += length;
        }

        if (starts.Count == 0) return;
        var start = starts[random.Next(starts.Count)];
        var body = BitConverter.ToInt32(bytes, start + 4) - 12;
        if (random.Next(4) == 0) bytes[start] = (byte)random.Next(1, 0x23);
        else if (body >= 4) BitConverter.TryWriteBytes(bytes.AsSpan(start + 8 + random.Next(body - 3)), Interesting(random));
    }

    static uint Interesting(Random random) => random.Next(8) switch
    {
        0 => 0,
        1 => uint.MaxValue,
        2 => int.MaxValue,
        3 => 0x80000000,
        4 => 65_535,
        5 => 0x00FFFFF0,
        6 => (uint)random.Next(64),
        _ => (uint)random.Next(),
    };

    static byte[] Gzip(byte[] bytes, Random random)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(bytes);
        var result = stream.ToArray();
        if (random.Next(2) == 0) result[random.Next(result.Length)] ^= (byte)random.Next(1, 256);
        return random.Next(4) == 0 ? result[..random.Next(1, result.Length)] : result;
    }
}
