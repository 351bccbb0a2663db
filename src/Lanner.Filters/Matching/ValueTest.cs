namespace Lanner.Filters;

/// <summary>What an operator with its operand says of one value. Stateless.</summary>
abstract class ValueTest
{
    /// <summary>How expensive a test is, for putting the cheap ones first: about 1 for comparing a number.</summary>
    public abstract int Cost { get; }

    public abstract bool Matches(in FieldValue value, WorkingMemory memory);

    /// <summary>
    /// Enters itself into the index of its value, for a guard; only asked whether it could when there is no index. False for tests that
    /// hold for most values: an index tells of the few that hold.
    /// </summary>
    public virtual bool TryIndex(SourceIndex? index, int guard) => false;

    /// <summary>Holds whenever an index that it entered itself into says that it may.</summary>
    public virtual bool IsIndexedExactly => true;
}

/// <summary>Holds for any value: <c>exists</c>.</summary>
sealed class AnyValueTest : ValueTest
{
    public override int Cost => 1;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => true;
}

/// <summary>"Not equal", "not the address": the value is there and the inner test fails.</summary>
sealed class NegatedTest(ValueTest inner) : ValueTest
{
    public override int Cost => inner.Cost;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => !inner.Matches(value, memory);
}

/// <summary>One test of several holds (<c>oneof</c>), or all of them (<c>allof</c>).</summary>
sealed class SeveralTests(ValueTest[] tests, bool all) : ValueTest
{
    public override int Cost => tests.Sum(test => test.Cost);

    public override bool Matches(in FieldValue value, WorkingMemory memory)
    {
        foreach (var test in tests)
        {
            if (test.Matches(value, memory) != all) return !all;
        }

        return all;
    }

    public override bool IsIndexedExactly => !all;

    /// <summary>Of several that must all hold, one that does is a sign as well.</summary>
    public override bool TryIndex(SourceIndex? index, int guard)
    {
        foreach (var test in tests)
        {
            if (!test.TryIndex(index, guard)) return false;
        }

        return true;
    }
}
