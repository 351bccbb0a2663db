using System.Text;
using Lanner.Events.PushDown;
using Lanner.Filters;

namespace Lanner.Rules.PushDown;

/// <summary>What a check of an opened file's path asks of how the path begins or ends.</summary>
static class PathChecks
{
    /// <summary>More pieces than this in one check are not looked at.</summary>
    const int MostPieces = 1024;

    static readonly byte[] s_patternBytes = "*?[\\"u8.ToArray();

    public static bool IsPath(string field) => field is "fd.name" or "fs.path.name" or "fd.directory" or "fd.filename" or "fd.nameraw";

    /// <summary>Pieces of which a path must meet one for the check to hold; null when it asks for nothing of the kind.</summary>
    public static IReadOnlyList<PathPiece>? Pieces(in CheckValues check)
    {
        if (!IsPath(check.Field) || !check.HoldsForOne || check.Values.Count > MostPieces) return null;
        var pieces = new List<PathPiece>(check.Values.Count);
        foreach (var value in check.Values)
        {
            if (Piece(check.Field, check.Operator, value.Bytes.Span) is not { } piece) return null;
            pieces.Add(piece);
        }

        return pieces;
    }

    static PathPiece? Piece(string field, CheckOperator op, ReadOnlySpan<byte> value) => field switch
    {
        "fd.filename" => NamePiece(op, value),
        // The text as it was given: of it only what no tidy path has is looked at.
        "fd.nameraw" => op == CheckOperator.Contains && value.IndexOf("../"u8) >= 0 ? PathPiece.Untidy : null,
        "fd.directory" => op switch
        {
            CheckOperator.Equal or CheckOperator.In or CheckOperator.Intersects or CheckOperator.StartsWith => PathPiece.Start(value),
            CheckOperator.PMatch => PrefixPiece(value),
            _ => null,
        },
        _ => op switch
        {
            CheckOperator.Equal or CheckOperator.In or CheckOperator.Intersects or CheckOperator.EndsWith => PathPiece.End(value),
            CheckOperator.StartsWith => PathPiece.Start(value),
            CheckOperator.PMatch => PrefixPiece(value),
            CheckOperator.Glob => GlobPiece(value),
            CheckOperator.Contains => PathPiece.Middle(value),
            _ => null,
        },
    };

    /// <summary>A file's name is what follows the last slash.</summary>
    static PathPiece? NamePiece(CheckOperator op, ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)'/')) return null;
        return op switch
        {
            CheckOperator.Equal or CheckOperator.In or CheckOperator.Intersects => PathPiece.End([(byte)'/', .. value]),
            CheckOperator.EndsWith => PathPiece.End(value),
            _ => null,
        };
    }

    /// <summary>Whole components, doubled and closing slashes not counted: what stands before any pattern.</summary>
    static PathPiece? PrefixPiece(ReadOnlySpan<byte> value)
    {
        if (value.IndexOf("//"u8) >= 0) return null;
        var pattern = value.IndexOfAny(s_patternBytes);
        if (pattern >= 0) value = value[..pattern];
        return PathPiece.Start(value.TrimEnd((byte)'/'));
    }

    /// <summary>What follows the last special character, precedes the first, or stands between two.</summary>
    static PathPiece? GlobPiece(ReadOnlySpan<byte> value)
    {
        var first = value.IndexOfAny(s_patternBytes);
        if (first < 0) return PathPiece.End(value);
        // In brackets, and after a backslash, characters mean something else.
        if (value.IndexOfAny((byte)'[', (byte)'\\') >= 0) return PathPiece.Start(value[..first]);
        var last = value.LastIndexOfAny((byte)'*', (byte)'?');
        var piece = PathPiece.End(value[(last + 1)..]) ?? PathPiece.Start(value[..first]);
        while (piece is null && first < last)
        {
            value = value[(first + 1)..];
            last -= first + 1;
            first = value.IndexOfAny((byte)'*', (byte)'?');
            piece = PathPiece.Middle(value[..first]);
        }

        return piece;
    }
}
