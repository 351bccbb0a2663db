using System.Text;
using Lanner.Events;
using Lanner.Events.PushDown;

namespace Lanner.Rules.Tests.PushDown;

/// <summary>
/// What the probe knows of a call, and whether it reports it: the same decision as probe/push_down.bpf.h, without its tables, which
/// find more than is there and never less.
/// </summary>
sealed record KernelModel(EventCode Code, long Result, OpenKind? Kind, string Path)
{
    const long InProgress = -115;

    public CallOutcomes Outcome =>
        Result >= 0 || (Code == EventCode.ConnectExit && Result == InProgress) ? CallOutcomes.Succeeded : CallOutcomes.Failed;

    public bool Reports(IEnumerable<OpenAlternative> alternatives) => alternatives.Any(Meets);

    bool Meets(OpenAlternative alternative) => (alternative.Outcomes & Outcome) != 0
        && (Kind is not { } kind || ((alternative.Kinds & kind.Bit) != 0 && (alternative.Paths is null || alternative.Paths.Any(MayMeet))));

    bool MayMeet(PathPiece piece)
    {
        if (Code == EventCode.OpenByHandleAtExit || Path.Length == 0 || IsUntidy) return true;
        if (Path[0] == '/') return piece.IsMetBy(Encoding.UTF8.GetBytes(Path));
        if (piece.Place != PiecePlace.End) return piece.Place != PiecePlace.Untidy;
        // What precedes a relative path is not known.
        var text = "/" + Path;
        var wanted = Encoding.UTF8.GetString(piece.Bytes);
        return text.EndsWith(wanted, StringComparison.Ordinal) || wanted.EndsWith(text, StringComparison.Ordinal);
    }

    bool IsUntidy => $"{(Path[0] == '/' ? "" : "/")}{Path}/" is var whole && (whole.Contains("//", StringComparison.Ordinal)
        || whole.Contains("/./", StringComparison.Ordinal) || whole.Contains("/../", StringComparison.Ordinal)
        || Path.Contains("../", StringComparison.Ordinal));
}
