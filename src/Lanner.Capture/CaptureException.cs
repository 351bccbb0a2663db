namespace Lanner.Capture;

/// <summary>Why this machine cannot do what was asked.</summary>
/// <param name="Feature">What is needed: <c>privilege</c>, <c>kernel types (BTF)</c>, <c>ring buffer</c>, ...</param>
/// <param name="What">What cannot be done.</param>
/// <param name="Why">What is missing.</param>
/// <param name="Remedy">What the operator can do about it.</param>
public sealed record CaptureProblem(string Feature, string What, string Why, string Remedy)
{
    /// <summary>One line for an operator.</summary>
    public override string ToString() => $"{What}: {Why}; {Remedy}";
}

/// <summary>The machine cannot capture. Nothing is left attached or open when this is thrown.</summary>
public sealed class CaptureException : Exception
{
    public CaptureException(CaptureProblem problem) : base(problem.ToString())
    {
        Problem = problem;
    }

    public CaptureException(CaptureProblem problem, string log) : this(problem)
    {
        Log = log;
    }

    public CaptureProblem Problem { get; }

    /// <summary>The loader's whole log, where there is one: for a bug report, not for the screen.</summary>
    public string Log { get; } = "";
}
