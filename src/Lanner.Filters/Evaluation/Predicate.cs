namespace Lanner.Filters;

/// <summary>
/// One comparison, shared by all filters of a set that make the same one. Numbered within the set and, for lives longer than an
/// event, among those of its life: the place of its outcome in the owner's bits.
/// </summary>
abstract class Predicate(ValueSource source)
{
    EventCodeOutcomes? _codeOutcomes;
    volatile bool _codeOutcomesKnown;

    public ValueSource Source => source;

    public required string Text { get; init; }

    public int Index { get; internal set; }

    /// <summary>Position among the predicates of the same lifetime.</summary>
    public int OwnerIndex { get; internal set; }

    public Lifetime Lifetime { get; internal init; }

    public bool NeedsContainerDetail { get; internal init; }

    public required int Cost { get; init; }

    /// <summary>How often filters refer to it; what is used once need not be remembered within an event.</summary>
    public int Uses { get; internal set; }

    /// <summary>
    /// A guess at how often it holds: what is in many rules (a kind of file, a flag) holds more often than what is in one (a name), and a
    /// small number more often than a text.
    /// </summary>
    public int Commonness => Uses + (source.Type is FieldType.Text or FieldType.Bytes ? 0 : 4);

    /// <summary>What it says of each event code when it looks at nothing else, else null. Found when first asked for.</summary>
    public EventCodeOutcomes? CodeOutcomes
    {
        get
        {
            if (!_codeOutcomesKnown)
            {
                _codeOutcomes = EventCodeOutcomes.Of(this);
                _codeOutcomesKnown = true;
            }

            return _codeOutcomes;
        }
    }

    /// <summary>The fields it reads.</summary>
    public virtual IEnumerable<Field> Fields => source.Fields;

    /// <summary>Evaluates it, remembering nothing.</summary>
    public abstract bool Test(in EventContext context, WorkingMemory memory);
}

/// <summary>A comparison with written values.</summary>
sealed class ValuePredicate(ValueSource source, CheckOperator op, ValueTest test) : Predicate(source)
{
    /// <summary>What is asked of each value.</summary>
    public ValueTest ValueTest => test;

    public override bool Test(in EventContext context, WorkingMemory memory)
    {
        memory.Reset();
        var value = new FieldValue();
        if (!Source.TryGet(context, memory, 0, ref value)) return false;
        if (!Source.IsList) return test.Matches(value, memory);
        var every = Source.ListKind == ListKind.List ? op == CheckOperator.In : Source.ListKind == ListKind.Ends && op == CheckOperator.NotEqual;
        for (var i = 1; ; i++)
        {
            if (test.Matches(value, memory) != every) return !every;
            memory.Reset();
            if (!Source.TryGet(context, memory, i, ref value)) return every;
        }
    }
}

/// <summary>A comparison of two fields.</summary>
sealed class FieldPredicate(ValueSource left, CheckOperator op, ValueSource right) : Predicate(left)
{
    public override IEnumerable<Field> Fields => Source.Fields.Concat(right.Fields);

    public override bool Test(in EventContext context, WorkingMemory memory)
    {
        if (op is CheckOperator.In or CheckOperator.Intersects) return TestLists(context, memory);
        // For several values on the left (ancestors, ends of a connection) as in ValuePredicate.
        var every = Source.ListKind == ListKind.Ends && op == CheckOperator.NotEqual;
        for (var i = 0; ; i++)
        {
            memory.Reset();
            var value = new FieldValue();
            if (!Source.TryGet(context, memory, i, ref value)) return every && i > 0;
            var holds = CompareWithRight(context, memory, ref value);
            if (holds != every || !Source.IsList) return holds;
        }
    }

    /// <summary>in: every element is among the other's; intersects: one is. Both sides are lists or both are single.</summary>
    bool TestLists(in EventContext context, WorkingMemory memory)
    {
        var every = op == CheckOperator.In;
        for (var i = 0; ; i++)
        {
            memory.Reset();
            var value = new FieldValue();
            if (!Source.TryGet(context, memory, i, ref value)) return every && i > 0;
            if (IsAmongRight(context, memory, ref value) != every) return !every;
            if (!Source.IsList) return every;
        }
    }

    bool IsAmongRight(in EventContext context, WorkingMemory memory, ref FieldValue value)
    {
        // Reading the right side may reuse what the left value points into.
        value.Text = memory.Copy(value.Text);
        var other = new FieldValue();
        for (var i = 0; right.TryGet(context, memory, i, ref other); i++)
        {
            if (Holds(CheckOperator.Equal, value, other, memory)) return true;
            if (!right.IsList) return false;
        }

        return false;
    }

    bool CompareWithRight(in EventContext context, WorkingMemory memory, ref FieldValue value)
    {
        value.Text = memory.Copy(value.Text);
        var other = new FieldValue();
        return right.TryGet(context, memory, 0, ref other) && Holds(op, value, other, memory);
    }

    bool Holds(CheckOperator holds, in FieldValue a, in FieldValue b, WorkingMemory memory) => Source.Type switch
    {
        FieldType.Text or FieldType.Bytes => HoldsText(holds, a.Text, b.Text, memory),
        FieldType.Real => Ordering.Holds(holds, a.Real.CompareTo(b.Real)),
        FieldType.IpAddress or FieldType.IpNetwork => (a.Address == b.Address) == (holds == CheckOperator.Equal),
        FieldType.Unsigned => Ordering.Holds(holds, ((ulong)a.Number).CompareTo((ulong)b.Number)),
        _ => Ordering.Holds(holds, a.Number.CompareTo(b.Number)),
    };

    static bool HoldsText(CheckOperator holds, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, WorkingMemory memory)
    {
        switch (holds)
        {
            case CheckOperator.Equal: return a.SequenceEqual(b);
            case CheckOperator.NotEqual: return !a.SequenceEqual(b);
            case CheckOperator.Contains: return a.IndexOf(b) >= 0;
            case CheckOperator.IContains:
                var lowered = memory.Copy(b);
                foreach (ref var c in lowered) c = Fold.Lower(c);
                return Fold.Contains(a, lowered);
            case CheckOperator.StartsWith: return a.StartsWith(b);
            case CheckOperator.EndsWith: return a.EndsWith(b);
            case CheckOperator.Glob: return Glob.IsMatch(b, a);
            case CheckOperator.IGlob: return Glob.IsMatch(b, a, ignoreCase: true);
            default: return Ordering.Holds(holds, a.SequenceCompareTo(b));
        }
    }
}
