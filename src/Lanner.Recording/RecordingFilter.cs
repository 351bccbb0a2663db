using Lanner.Filters;

namespace Lanner.Recording;

/// <summary>Which events a recording is of. One thread uses it.</summary>
public sealed class RecordingFilter(CompiledFilter filter, PredicateSet set)
{
    readonly Evaluator _evaluator = new(set);

    public CompiledFilter Filter => filter;

    /// <summary>
    /// Whether the event is to be in the recording. While a container's detail is on its way, what could match is: a recording with too
    /// much can be filtered once more, one with too little cannot.
    /// </summary>
    public bool Wants(in EventContext context) => filter.Evaluate(context, _evaluator) != Truth.False;
}
