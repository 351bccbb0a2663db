using System.Text;

namespace Lanner.Events.PushDown;

/// <summary>Where a piece of a path stands.</summary>
public enum PiecePlace : byte
{
    Start,
    End,

    /// <summary>Anywhere, beginning at a slash.</summary>
    Middle,

    /// <summary>Nowhere in a tidy path: "../". A path that has it is not decided in the kernel.</summary>
    Untidy,
}

/// <summary>Bytes that an absolute, tidy path must have in a place. At least <see cref="Shortest"/> of them.</summary>
public sealed class PathPiece : IEquatable<PathPiece>
{
    /// <summary>Shorter ones say too little to be looked at.</summary>
    public const int Shortest = 4;

    readonly byte[] _bytes;

    PathPiece(PiecePlace place, ReadOnlySpan<byte> bytes)
    {
        Place = place;
        _bytes = bytes.ToArray();
    }

    public PiecePlace Place { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Null when it is too short, or is not how an absolute path begins.</summary>
    public static PathPiece? Start(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= Shortest && bytes[0] == '/' ? new PathPiece(PiecePlace.Start, bytes) : null;

    /// <summary>Null when it is too short.</summary>
    public static PathPiece? End(ReadOnlySpan<byte> bytes) => bytes.Length >= Shortest ? new PathPiece(PiecePlace.End, bytes) : null;

    /// <summary>Of bytes that stand anywhere in a path those from the first slash on; null when these are too few.</summary>
    public static PathPiece? Middle(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf((byte)'/') is >= 0 and var slash && bytes.Length - slash >= Shortest ? new PathPiece(PiecePlace.Middle, bytes[slash..]) : null;

    /// <summary>Asks for "../" in the path as it was given.</summary>
    public static PathPiece Untidy { get; } = new(PiecePlace.Untidy, "../"u8);

    /// <summary>Whether a path meets it.</summary>
    public bool IsMetBy(ReadOnlySpan<byte> path) => Place switch
    {
        PiecePlace.Start => path.StartsWith(_bytes),
        PiecePlace.End => path.EndsWith(_bytes),
        _ => path.IndexOf(_bytes) >= 0,
    };

    public bool Equals(PathPiece? other) => other is not null && other.Place == Place && other.Bytes.SequenceEqual(_bytes);

    public override bool Equals(object? obj) => Equals(obj as PathPiece);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Place);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        var text = Encoding.UTF8.GetString(_bytes);
        return Place switch { PiecePlace.Start => text + "*", PiecePlace.End => "*" + text, PiecePlace.Untidy => "with ../", _ => "*" + text + "*" };
    }
}
