using System.Buffers.Binary;
using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests;

/// <summary>Events no kernel would make, in orders none would: state must neither throw nor lose its shape.</summary>
public sealed class FuzzTests
{
    static readonly EventCode[] s_codes = [.. HostState.RequiredEvents, .. HostState.DescriptorEvents, EventCode.ReadExit, EventCode.SendmmsgExit,
        EventCode.RecvmmsgExit, EventCode.SwitchEnter, EventCode.UnlinkatExit, EventCode.MmapExit, EventCode.ContainerEnter, EventCode.UseraddedEnter,
        EventCode.AsynceventEnter];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Events_of_random_parameters_leave_a_sound_state(int seed)
    {
        var random = new Random(seed);
        var host = NewHost(random);
        for (var i = 0; i < 30_000; i++)
        {
            Apply(host.State, RandomEvent(random, Code(random)), random);
            if (i % 1000 == 0) StateChecks.Check(host.State);
        }

        StateChecks.Check(host.State);
        Assert.True(host.State.Processes.Count > 1);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Plausible_events_in_wrong_orders_leave_a_sound_state(int seed)
    {
        var random = new Random(seed);
        var host = NewHost(random);
        var flags = new uint[] { 0, FakeHost.ThreadFlag, FakeHost.FilesFlag, FakeHost.ParentFlag, FakeHost.InPidNamespace };
        for (var i = 0; i < 20_000; i++)
        {
            int tid = random.Next(1, 40), other = random.Next(1, 40), pid = random.Next(3) == 0 ? random.Next(1, 40) : tid;
            var flag = flags[random.Next(flags.Length)];
            switch (random.Next(8))
            {
                case 0: host.CloneInParent(tid, other, flag, pid, random.Next(40)); break;
                case 1: host.CloneInChild(tid, other, flag, pid); break;
                case 2: host.Exec(tid, other, "x" + i); break;
                case 3: host.Exit(tid, other); break;
                case 4: host.Openat(tid, random.Next(12), "/f" + (i % 50), random.Next(2) == 0 ? 1U : 4097U); break;
                case 5: host.Send(host.Event(EventCode.Dup2Exit, tid).Add(random.Next(12)).Add(random.Next(12)).Add(0)); break;
                case 6: host.Close(tid, random.Next(12)); break;
                default: host.Socket(tid, random.Next(2000)); break;
            }

            if (i % 500 == 0) StateChecks.Check(host.State);
        }

        StateChecks.Check(host.State);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Events_with_bytes_changed_leave_a_sound_state(int seed)
    {
        var random = new Random(seed);
        var host = NewHost(random);
        for (var i = 0; i < 30_000; i++)
        {
            var bytes = RandomEvent(random, Code(random), plausible: true);
            for (var changes = random.Next(6); changes > 0; changes--)
                bytes[random.Next(24, bytes.Length)] = (byte)random.Next(256);
            Apply(host.State, bytes, random);
        }

        StateChecks.Check(host.State);
    }

    static FakeHost NewHost(Random random)
    {
        var host = new FakeHost(new StateOptions
        {
            MaxProcesses = 30, MaxThreads = 60, MaxDescriptorsPerProcess = 40, MaxDescriptorBytes = 200_000, MaxProcessTextBytes = 60_000,
        });
        for (var pid = 1; pid < 10; pid++) host.Seed(pid, random.Next(pid), "p" + pid);
        return host;
    }

    static EventCode Code(Random random) => random.Next(20) == 0 ? (EventCode)random.Next(460) : s_codes[random.Next(s_codes.Length)];

    static void Apply(HostState state, byte[] bytes, Random random)
    {
        if (!EventView.TryRead(bytes, new EventOrigins(0, 0, random.Next(4) == 0 ? random.Next(-1, 40) : 0, 0), out var view)) return;
        var subject = state.Apply(view);
        if (subject.Process is { } process) Assert.NotNull(process.CommandLine);
        if (subject.Descriptor is { } descriptor) Assert.True(descriptor.Name.Length <= PathText.BufferSize);
        if (random.Next(10) > 0) state.Complete(view);
    }

    static byte[] RandomEvent(Random random, EventCode code, bool plausible = false)
    {
        var info = EventTable.Get(code);
        var large = info.Has(EventFlags.LargePayload);
        var parameters = new List<byte[]>();
        var count = plausible ? info.Parameters.Length : random.Next(info.Parameters.Length + 2);
        for (var i = 0; i < count; i++)
        {
            var width = i < info.Parameters.Length ? EventBuilder.WidthOf(info.Parameters[i].Type) : 0;
            parameters.Add(random.Next(plausible ? 100 : 5) switch
            {
                0 => [],
                1 => RandomBytes(random, random.Next(60)),
                _ when width > 0 => Number(random, width),
                _ when random.Next(30) == 0 => RandomBytes(random, random.Next(9000)),
                _ => [(byte)random.Next(12), .. RandomBytes(random, random.Next(40))],
            });
        }

        var prefix = large ? 4 : 2;
        var bytes = new byte[EventView.HeaderSize + parameters.Sum(parameter => parameter.Length + prefix)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)random.NextInt64());
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), random.Next(50) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : random.Next(-1, 40));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(20), (ushort)code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), parameters.Count);
        var at = EventView.HeaderSize;
        foreach (var parameter in parameters)
        {
            if (large) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), parameter.Length);
            else BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)parameter.Length);
            at += prefix;
        }

        foreach (var parameter in parameters)
        {
            parameter.CopyTo(bytes, at);
            at += parameter.Length;
        }

        return bytes;
    }

    static byte[] Number(Random random, int width)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, random.Next(8) switch
        {
            0 => 0,
            1 => random.NextInt64(long.MinValue, long.MaxValue),
            2 => -random.Next(200),
            3 => random.Next(3000),
            _ => random.Next(40),
        });
        return bytes[..width].ToArray();
    }

    static byte[] RandomBytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
