namespace Lanner.Responses.Records;

/// <summary>How an action ended.</summary>
enum OutcomeKind
{
    Done,

    /// <summary>It was so before: the process had ended, the container was paused.</summary>
    Already,

    /// <summary>It would be done, were it not for dry-run.</summary>
    WouldDo,

    /// <summary>Its target is protected, or is another one by now.</summary>
    Spared,

    Failed,
}

/// <summary>How an action ended, and why or how in words.</summary>
sealed record ResponseOutcome(OutcomeKind Kind, string Text = "")
{
    public string Word => Kind switch
    {
        OutcomeKind.Done => "done",
        OutcomeKind.Already => "already",
        OutcomeKind.WouldDo => "dry-run",
        OutcomeKind.Spared => "spared",
        _ => "failed",
    };
}
