using Lanner.Events;

namespace Lanner.Filters;

/// <summary>
/// A condition ready to be asked. Immutable and shared by threads; each thread brings its own <see cref="Evaluator"/> of the same
/// <see cref="PredicateSet"/>.
/// </summary>
public sealed class CompiledFilter
{
    readonly Node _root;
    readonly PredicateSet _set;
    HashSet<EventCode>? _codes;
    HashSet<int>? _syscalls;

    internal CompiledFilter(Node root, PredicateSet set)
    {
        _root = root;
        _set = set;
    }

    internal Node Root => _root;

    /// <summary>
    /// The codes of events that can match; those of old captures among them. Found at the first call, then kept.
    /// </summary>
    public IReadOnlySet<EventCode> EventCodes => _codes ??= FindCodes();

    /// <summary>
    /// Of the system calls that have no event of their own (ppm_sc numbers) those that can match, for filtering the generic event
    /// where it is made. Empty when the generic event cannot match.
    /// </summary>
    public IReadOnlySet<int> GenericSyscalls => _syscalls ??= FindSyscalls();

    /// <summary>The fields it reads, each once.</summary>
    public IReadOnlyCollection<Field> Fields
    {
        get
        {
            var fields = new Dictionary<string, Field>(StringComparer.Ordinal);
            _root.Visit(predicate =>
            {
                foreach (var read in predicate.Fields) fields.TryAdd(read.Text, read);
            });
            return fields.Values;
        }
    }

    /// <summary>Always the same answer, whatever the event; null when it depends on it.</summary>
    public bool? Constant => (_root as ConstantNode)?.Value;

    /// <summary>The same for equal conditions over one <see cref="PredicateSet"/>.</summary>
    public string Key => _root.Key;

    /// <summary>What evaluating it costs at most, in units of comparing one number: an estimate for showing dear rules.</summary>
    public int Cost => _root.Cost;

    /// <summary>Whether the event matches.</summary>
    public Truth Evaluate(in EventContext context, Evaluator evaluator)
    {
        evaluator.Enter(context);
        return _root.Evaluate(context, evaluator);
    }

    /// <summary>True only when it certainly matches.</summary>
    public bool Matches(in EventContext context, Evaluator evaluator) => Evaluate(context, evaluator) == Truth.True;

    /// <summary>The same condition for events of one code only, made simpler; null when none of them can match.</summary>
    public CompiledFilter? For(EventCode code)
    {
        var folded = _root.Fold(predicate => predicate.CodeOutcomes?.For(code));
        if (folded is ConstantNode { Value: false }) return null;
        return ReferenceEquals(folded, _root) ? this : new CompiledFilter(folded, _set);
    }

    /// <summary>Each comparison with its outcome for an event, in the order they are asked: why it did or did not match.</summary>
    public IReadOnlyList<(string Comparison, Truth Outcome)> Explain(in EventContext context, Evaluator evaluator)
    {
        evaluator.Enter(context);
        var predicates = new List<Predicate>();
        _root.Visit(predicate =>
        {
            if (!predicates.Contains(predicate)) predicates.Add(predicate);
        });
        var outcomes = new List<(string, Truth)>(predicates.Count);
        foreach (var predicate in predicates) outcomes.Add((predicate.Text, evaluator.Ask(predicate, context)));
        return outcomes;
    }

    HashSet<EventCode> FindCodes()
    {
        var codes = new HashSet<EventCode>();
        foreach (var info in EventTable.All)
        {
            if (info.Status == EventStatus.Unused) continue;
            if (_root.Decide(predicate => predicate.CodeOutcomes?.For(info.Code)) != Truth.False) codes.Add(info.Code);
        }

        return codes;
    }

    HashSet<int> FindSyscalls()
    {
        var calls = new HashSet<int>();
        foreach (var call in EventCodeOutcomes.GenericSyscalls)
        {
            if (_root.Decide(predicate => predicate.CodeOutcomes?.ForSyscall(call)) != Truth.False) calls.Add(call);
        }

        return calls;
    }
}
