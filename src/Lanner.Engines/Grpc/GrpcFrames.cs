using System.Buffers.Binary;

namespace Lanner.Engines.Grpc;

/// <summary>The messages of one gRPC answer: each with a byte that says whether it is compressed and four bytes of length before it.</summary>
sealed class GrpcFrames(Stream stream, int maxMessage)
{
    const int HeadLength = 5;

    readonly byte[] _head = new byte[HeadLength];

    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var framed = new byte[HeadLength + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed.AsSpan(HeadLength));
        return framed;
    }

    /// <summary>The next message; null at the end. Throws InvalidDataException for one that is too long or compressed, unasked.</summary>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        var got = await stream.ReadAtLeastAsync(_head, HeadLength, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (got == 0)
            return null;
        if (got < HeadLength)
            throw new InvalidDataException("the answer ends inside a message");
        if (_head[0] != 0)
            throw new InvalidDataException("the answer is compressed");
        var length = BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(1));
        if (length > (uint)maxMessage)
            throw new InvalidDataException($"an answer of {length} bytes is too long");
        var message = new byte[length];
        if (await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < message.Length)
            throw new InvalidDataException("the answer ends inside a message");
        return message;
    }
}
