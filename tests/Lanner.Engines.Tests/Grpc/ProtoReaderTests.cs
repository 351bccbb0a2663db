using Lanner.Engines.Containerd;
using Lanner.Engines.Cri;
using Lanner.Engines.Grpc;
using Lanner.Engines.Tests.Cri;

using Xunit;

namespace Lanner.Engines.Tests.Grpc;

public sealed class ProtoReaderTests
{
    [Fact]
    public void What_was_written_is_read()
    {
        var message = new ProtoWriter().Text(1, "a").Number(300, ulong.MaxValue).Flag(3, true).Number(4, 0).Message(5, new ProtoWriter().Text(1, "b")).ToArray();
        var reader = new ProtoReader(message);
        Assert.True(reader.Read());
        Assert.Equal((1, "a"), (reader.Field, reader.Id));
        Assert.True(reader.Read());
        Assert.Equal((300, ulong.MaxValue), (reader.Field, reader.Number));
        Assert.True(reader.Read());
        Assert.True(reader.Flag);
        Assert.True(reader.Read());
        Assert.Equal("b"u8, ProtoReader.Find(reader.Bytes, 1));
        Assert.False(reader.Read());
    }

    [Fact]
    public void Fixed_numbers_are_read_and_of_a_field_that_repeats_the_last_counts()
    {
        byte[] message = [0x09, 1, 0, 0, 0, 0, 0, 0, 0, 0x15, 2, 0, 0, 0, 0x1a, 1, (byte)'x', 0x1a, 1, (byte)'y'];
        var reader = new ProtoReader(message);
        Assert.True(reader.Read());
        Assert.Equal(1UL, reader.Number);
        Assert.True(reader.Read());
        Assert.Equal(2UL, reader.Number);
        Assert.Equal("y"u8, ProtoReader.Find(message, 3));
    }

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x00, 1 })]
    [InlineData(new byte[] { 0x0b, 1 })]
    [InlineData(new byte[] { 0x0a, 2, 1 })]
    [InlineData(new byte[] { 0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 })]
    [InlineData(new byte[] { 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 })]
    [InlineData(new byte[] { 0x0d, 1, 2 })]
    public void What_is_no_message_is_refused(byte[] bytes) => Assert.Throws<InvalidDataException>(() => ProtoReader.Find(bytes, 1).Length);

    [Fact]
    public void Every_damaged_answer_is_read_or_refused()
    {
        const int seed = 20261125;
        var random = new Random(seed);
        byte[][] answers =
        [
            CriMessages.ContainerStatus().ToArray(), CriMessages.SandboxStatus().ToArray(), CriMessages.Image.ToArray(),
            CriMessages.ContainerdContainer("alone", CriMessages.Info).ToArray(),
            CriMessages.ContainerdEvent("default", "/tasks/exit", "alone", "alone").ToArray(), CriMessages.Event(CriMessages.ContainerId, 1).ToArray(),
        ];
        foreach (var answer in answers)
        {
            for (var length = 0; length < answer.Length; length++) ReadAll(answer[..length]);
            for (var round = 0; round < 500; round++)
            {
                var damaged = (byte[])answer.Clone();
                for (var at = random.Next(1, 4); at > 0; at--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                ReadAll(damaged);
            }
        }
    }

    static void ReadAll(byte[] message)
    {
        Func<object?>[] readers =
        [
            () => CriContainer.ParseStatus(message), () => CriSandbox.ParseStatus(message), () => CriContainer.ParseEntry(message),
            () => CriSandbox.ParseEntry(message), () => CriImage.Parse(message), () => CriEvent.TryParse(message, out _),
            () => ContainerdContainer.Parse(message), () => ContainerdEvent.TryParse(message, out _),
        ];
        foreach (var read in readers)
        {
            try
            {
                _ = read();
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
        }
    }
}
