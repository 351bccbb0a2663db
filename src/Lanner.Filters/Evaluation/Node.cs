using System.Globalization;

namespace Lanner.Filters;

/// <summary>A compiled condition. Shared by all threads; what is remembered is the evaluator's.</summary>
abstract class Node
{
    public static readonly Node True = new ConstantNode(true);
    public static readonly Node False = new ConstantNode(false);

    /// <summary>Holds where all of them do.</summary>
    public static Node All(IEnumerable<Node> conditions) => ChainNode.And(conditions);

    /// <summary>What evaluating it costs at most, in units of comparing a number.</summary>
    public abstract int Cost { get; }

    public abstract Truth Evaluate(in EventContext context, Evaluator evaluator);

    /// <summary>The condition with the predicates that <paramref name="fold"/> decides (non-null) taken as decided.</summary>
    public abstract Node Fold(Func<Predicate, bool?> fold);

    /// <summary>What <see cref="Fold"/> would come to: a constant's value, or unknown; without building anything.</summary>
    public abstract Truth Decide(Func<Predicate, bool?> fold);

    /// <summary>
    /// The condition with only those predicates that are kept; the others are taken as not known. What is left is true wherever the
    /// condition is, or may yet be; with <paramref name="above"/> false it is false wherever the condition is.
    /// </summary>
    public abstract Node Relax(Func<Predicate, bool> keeps, bool above = true);

    /// <summary>Conditions that must all hold for this one to.</summary>
    public virtual IReadOnlyList<Node> Conjuncts => [this];

    /// <summary>
    /// Predicates of which at least one must hold for this condition to be other than where none holds. Of several such choices the one
    /// that holds most seldom, as far as can be guessed.
    /// </summary>
    public abstract IReadOnlyList<Predicate> Wakers { get; }

    /// <summary>Whether any one waker that holds, whatever the others do, makes the condition other than where none holds.</summary>
    public virtual bool FlipsWithAny => false;

    /// <summary>The same for equal conditions over the same set.</summary>
    public abstract string Key { get; }

    public abstract void Visit(Action<Predicate> action);
}

sealed class ConstantNode(bool value) : Node
{
    public bool Value => value;

    public override int Cost => 0;

    public override Truth Evaluate(in EventContext context, Evaluator evaluator) => value ? Truth.True : Truth.False;

    public override Node Fold(Func<Predicate, bool?> fold) => this;

    public override Truth Decide(Func<Predicate, bool?> fold) => value ? Truth.True : Truth.False;

    public override Node Relax(Func<Predicate, bool> keeps, bool above) => this;

    public override IReadOnlyList<Predicate> Wakers => [];

    public override string Key => value ? "true" : "false";

    public override void Visit(Action<Predicate> action)
    {
    }
}

sealed class PredicateNode(Predicate predicate) : Node
{
    public override int Cost => predicate.Cost;

    public override Truth Evaluate(in EventContext context, Evaluator evaluator) => evaluator.Ask(predicate, context);

    public override Node Fold(Func<Predicate, bool?> fold) => fold(predicate) switch
    {
        true => True,
        false => False,
        null => this,
    };

    public override Truth Decide(Func<Predicate, bool?> fold) => fold(predicate) switch
    {
        true => Truth.True,
        false => Truth.False,
        null => Truth.Unknown,
    };

    public override Node Relax(Func<Predicate, bool> keeps, bool above) => keeps(predicate) ? this : above ? True : False;

    public override IReadOnlyList<Predicate> Wakers => [predicate];

    public override bool FlipsWithAny => true;

    public override string Key => predicate.Index.ToString(CultureInfo.InvariantCulture);

    public override void Visit(Action<Predicate> action) => action(predicate);
}

sealed class NotNode(Node inner) : Node
{
    public override int Cost => inner.Cost;

    public static Node Of(Node inner) => inner switch
    {
        ConstantNode constant => constant.Value ? False : True,
        NotNode not => not.Inner,
        _ => new NotNode(inner),
    };

    Node Inner => inner;

    public override Truth Evaluate(in EventContext context, Evaluator evaluator) => Negate(inner.Evaluate(context, evaluator));

    public override Node Fold(Func<Predicate, bool?> fold)
    {
        var folded = inner.Fold(fold);
        return ReferenceEquals(folded, inner) ? this : Of(folded);
    }

    public override Truth Decide(Func<Predicate, bool?> fold) => Negate(inner.Decide(fold));

    public override Node Relax(Func<Predicate, bool> keeps, bool above)
    {
        var relaxed = inner.Relax(keeps, !above);
        return ReferenceEquals(relaxed, inner) ? this : Of(relaxed);
    }

    public override IReadOnlyList<Predicate> Wakers => inner.Wakers;

    public override bool FlipsWithAny => inner.FlipsWithAny;

    public override string Key => $"!{inner.Key}";

    public override void Visit(Action<Predicate> action) => inner.Visit(action);

    static Truth Negate(Truth truth) => truth switch
    {
        Truth.False => Truth.True,
        Truth.True => Truth.False,
        _ => Truth.Unknown,
    };
}

/// <summary>And, or: ends at the first operand that decides (false, true); unknown when none does and one is unknown.</summary>
sealed class ChainNode : Node
{
    readonly Node[] _operands;
    readonly Truth _deciding;

    ChainNode(Node[] operands, Truth deciding)
    {
        _operands = operands;
        _deciding = deciding;
        Cost = (int)Math.Min(int.MaxValue, operands.Sum(o => (long)o.Cost));
    }

    public override int Cost { get; }

    public static Node And(IEnumerable<Node> operands) => Of(operands, Truth.False);

    public static Node Or(IEnumerable<Node> operands) => Of(operands, Truth.True);

    public override Truth Evaluate(in EventContext context, Evaluator evaluator)
    {
        var outcome = Opposite(_deciding);
        foreach (var operand in _operands)
        {
            var truth = operand.Evaluate(context, evaluator);
            if (truth == _deciding) return truth;
            if (truth == Truth.Unknown) outcome = Truth.Unknown;
        }

        return outcome;
    }

    public override Node Fold(Func<Predicate, bool?> fold)
    {
        Node[]? folded = null;
        for (var i = 0; i < _operands.Length; i++)
        {
            var operand = _operands[i].Fold(fold);
            if (folded is null && ReferenceEquals(operand, _operands[i])) continue;
            folded ??= [.. _operands];
            folded[i] = operand;
        }

        return folded is null ? this : Of(folded, _deciding);
    }

    public override Truth Decide(Func<Predicate, bool?> fold)
    {
        var outcome = Opposite(_deciding);
        foreach (var operand in _operands)
        {
            var truth = operand.Decide(fold);
            if (truth == _deciding) return truth;
            if (truth == Truth.Unknown) outcome = Truth.Unknown;
        }

        return outcome;
    }

    public override Node Relax(Func<Predicate, bool> keeps, bool above) => Of(_operands.Select(operand => operand.Relax(keeps, above)), _deciding);

    public override IReadOnlyList<Node> Conjuncts => _deciding == Truth.False ? _operands : base.Conjuncts;

    /// <summary>One operand that decides must cease to; or, where none does, one of all must begin to.</summary>
    public override IReadOnlyList<Predicate> Wakers => _operands.Where(operand => operand.Decide(static _ => false) == _deciding)
        .Select(operand => operand.Wakers).MinBy(wakers => wakers.Sum(predicate => predicate.Commonness))
        ?? [.. _operands.SelectMany(operand => operand.Wakers)];

    public override bool FlipsWithAny =>
        Array.TrueForAll(_operands, operand => operand.FlipsWithAny && operand.Decide(static _ => false) != _deciding);

    public override string Key => $"({string.Join(_deciding == Truth.False ? '&' : '|', _operands.Select(operand => operand.Key))})";

    public override void Visit(Action<Predicate> action)
    {
        foreach (var operand in _operands) operand.Visit(action);
    }

    /// <summary>
    /// Flattens, drops constants and puts cheap operands first; those of equal cost stay in written order. Predicates have no
    /// side effects, so the order changes only the time.
    /// </summary>
    static Node Of(IEnumerable<Node> operands, Truth deciding)
    {
        var kept = new List<Node>();
        foreach (var operand in operands)
        {
            if (operand is ConstantNode constant)
            {
                if (constant.Value == (deciding == Truth.True)) return constant;
            }
            else if (operand is ChainNode chain && chain._deciding == deciding)
            {
                kept.AddRange(chain._operands);
            }
            else
            {
                kept.Add(operand);
            }
        }

        return kept.Count switch
        {
            0 => deciding == Truth.True ? False : True,
            1 => kept[0],
            _ => new ChainNode([.. kept.OrderBy(node => node.Cost)], deciding),
        };
    }

    static Truth Opposite(Truth truth) => truth == Truth.True ? Truth.False : Truth.True;
}
