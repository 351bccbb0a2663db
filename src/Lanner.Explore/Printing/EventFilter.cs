using Lanner.Events;
using Lanner.Filters;

namespace Lanner.Explore.Printing;

/// <summary>
/// A condition as one thread asks it: made simpler for each kind of event when the first of it comes. Takes what is not known yet of a
/// container as no match.
/// </summary>
public sealed class EventFilter(CompiledFilter filter, PredicateSet set)
{
    readonly Evaluator _evaluator = new(set);
    readonly CompiledFilter?[] _byCode = new CompiledFilter?[EventTable.CodeCount];
    readonly bool[] _isKnown = new bool[EventTable.CodeCount];

    public CompiledFilter Filter { get; } = filter;

    public bool Matches(in EventContext context)
    {
        var code = context.Event.Code;
        if ((int)code >= _byCode.Length) return false;
        if (!_isKnown[(int)code])
        {
            _byCode[(int)code] = Filter.For(code);
            _isKnown[(int)code] = true;
        }

        return _byCode[(int)code] is { } simpler && simpler.Matches(context, _evaluator);
    }
}
