namespace Lanner.Rules;

/// <summary>
/// What goes to the outputs: a rule's <see cref="Alert"/>, or one that the program raises about itself. Immutable, and owned by
/// whoever got it.
/// </summary>
public interface IAlert
{
    /// <summary>Nanoseconds since the epoch.</summary>
    ulong TimeNs { get; }

    string RuleName { get; }

    RulePriority Priority { get; }

    /// <summary><c>syscall</c>, or <c>internal</c> for what is not from a rule.</summary>
    string Source { get; }

    IReadOnlyList<string> Tags { get; }

    /// <summary>UTF-8, without the time and priority before it. It may hold what a watched process chose.</summary>
    byte[] Output { get; }

    /// <summary>Each name once.</summary>
    IReadOnlyList<AlertField> Fields { get; }

    string Hostname { get; }

    /// <summary>The program speaks of itself; no event and no rule is behind it.</summary>
    bool IsInternal { get; }
}
