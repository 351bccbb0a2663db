namespace Lanner.Events.Files;

/// <summary>
/// Bytes of a capture in pieces, uncompressed, in arrays that start with room for what the reader has left of the piece before.
/// </summary>
abstract class ChunkSource : IDisposable
{
    /// <summary>Bytes free before the data: more than a plain event block can have, so that these are never copied twice.</summary>
    public const int Headroom = 72 << 10;

    /// <summary>Small enough for the second-level cache: a piece is read soon after it was filled.</summary>
    public const int ChunkSize = 256 << 10;

    /// <summary>True when the bytes come out of an inflater. Right once a piece was taken or <see cref="Ended"/> is true.</summary>
    public abstract bool IsCompressed { get; }

    /// <summary>True when no piece will come any more.</summary>
    public abstract bool Ended { get; }

    /// <summary>How much of the file was read, from 0 to 1; 0 where its size is not known.</summary>
    public abstract double PartRead { get; }

    /// <summary>Why it ended, when that was not the end of the data; valid once <see cref="Ended"/> is true.</summary>
    public abstract ChunkFailure? Failure { get; }

    /// <summary>
    /// Takes the next piece without waiting for it: <paramref name="length"/> bytes behind <see cref="Headroom"/>. False when none is
    /// there now. The piece before stays as it is until the next one is taken.
    /// </summary>
    public abstract bool TryTake(out byte[] chunk, out int length);

    /// <summary>Waits until there is a piece or an end, or the wait is woken.</summary>
    public abstract void Wait(TimeSpan longest);

    /// <summary>Ends a wait, from any thread.</summary>
    public abstract void Wake();

    /// <summary>Ends the data with what is there, from any thread.</summary>
    public abstract void Stop();

    public abstract void Dispose();
}

/// <summary>The end of bytes that should go on.</summary>
/// <param name="IsTruncated">The data stops short, as after a crash: not an error of what was read.</param>
sealed record ChunkFailure(bool IsTruncated, string Problem, Exception Cause);
