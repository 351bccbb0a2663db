namespace Lanner.Rules;

/// <summary>What can be done about an alert.</summary>
public enum ResponseKind : byte
{
    /// <summary>End the process at once (SIGKILL).</summary>
    Kill,

    /// <summary>Freeze all processes of the container; nothing is lost, and it can go on later.</summary>
    Pause,

    /// <summary>End the container: its first process is asked to, and killed when the grace is over.</summary>
    Stop,

    /// <summary>Take the container from its networks.</summary>
    Disconnect,
}

/// <summary>One entry of a rule's <c>respond</c>: what the rule's author wants done. Whether it is done, the configuration says.</summary>
public sealed record RuleResponse(ResponseKind Kind)
{
    /// <summary>A container's time to end by itself, where the rule says nothing.</summary>
    public static readonly TimeSpan StandardGrace = TimeSpan.FromSeconds(10);

    /// <summary>Kill: the processes that it started as well.</summary>
    public bool Tree { get; init; }

    /// <summary>Stop: whole seconds.</summary>
    public TimeSpan Grace { get; init; } = StandardGrace;

    /// <summary>Disconnect: from these; empty for all.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    public static IReadOnlyList<(string Word, ResponseKind Kind)> Words { get; } =
        [("kill", ResponseKind.Kill), ("pause", ResponseKind.Pause), ("stop", ResponseKind.Stop), ("disconnect", ResponseKind.Disconnect)];

    /// <summary>As rules and configuration spell it.</summary>
    public static string Word(ResponseKind kind) => Words[(int)kind].Word;

    /// <summary>As a rule would have it.</summary>
    public override string ToString() => Kind switch
    {
        ResponseKind.Kill when Tree => "kill: {tree: true}",
        ResponseKind.Stop when Grace != StandardGrace => $"stop: {{grace: {Grace.TotalSeconds:0}}}",
        ResponseKind.Disconnect when Networks.Count > 0 => $"disconnect: {{networks: [{string.Join(", ", Networks)}]}}",
        _ => Word(Kind),
    };
}
