namespace Lanner.Live.Tests.Rules;

enum Image
{
    Busybox,
    Debian,
}

/// <summary>
/// One container and what a rule says about it. The script runs under `sh -c`, {server} in it stands for the address of a
/// container that listens on port 8080. What fires is known exactly: the rule (when it is to fire) and those of
/// <see cref="Also"/>, nothing else. A script ends with an action of its own, so no alert of before can be still to come.
/// </summary>
sealed record RuleCase(string Rule, bool Fires, string Title, string Script)
{
    public Image Image { get; init; } = Image.Busybox;

    /// <summary>Options of `docker run`. Without any the container has no network.</summary>
    public string[] Options { get; init; } = [];

    /// <summary>Fields of the rule's alert: all must have these values; a value with a leading ~ must only be contained.</summary>
    public (string Field, string Value)[] Fields { get; init; } = [];

    /// <summary>Other rules that fire as well, because what the script does is bad in more than one way.</summary>
    public string[] Also { get; init; } = [];

    public IEnumerable<string> ExpectedRules => (Fires ? [Rule, .. Also] : Also).Order(StringComparer.Ordinal);

    public static RuleCase Bad(string rule, string title, string script) => new(rule, true, title, script);

    public static RuleCase Good(string rule, string title, string script) => new(rule, false, title, script);
}
