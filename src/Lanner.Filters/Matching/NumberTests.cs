using System.Collections.Frozen;
using Lanner.State;

namespace Lanner.Filters;

/// <summary>What the order operators make of a comparison's sign.</summary>
static class Ordering
{
    public static bool Holds(CheckOperator op, int sign) => op switch
    {
        CheckOperator.Equal => sign == 0,
        CheckOperator.NotEqual => sign != 0,
        CheckOperator.Less => sign < 0,
        CheckOperator.LessOrEqual => sign <= 0,
        CheckOperator.Greater => sign > 0,
        _ => sign >= 0,
    };
}

sealed class EqualNumberTest(long operand) : ValueTest
{
    public override int Cost => 1;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => value.Number == operand;

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddNumber(operand, guard);
}

sealed class NumberOrderTest(CheckOperator op, long operand, bool isUnsigned) : ValueTest
{
    public override int Cost => 1;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => Ordering.Holds(op,
        isUnsigned ? ((ulong)value.Number).CompareTo((ulong)operand) : value.Number.CompareTo(operand));
}

sealed class NumberSetTest(IEnumerable<long> operands) : ValueTest
{
    readonly FrozenSet<long> _operands = operands.ToFrozenSet();

    public override int Cost => 2;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => _operands.Contains(value.Number);

    public override bool TryIndex(SourceIndex? index, int guard)
    {
        if (index is null) return true;
        foreach (var number in _operands) index.AddNumber(number, guard);
        return true;
    }
}

sealed class RealOrderTest(CheckOperator op, double operand) : ValueTest
{
    public override int Cost => 1;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => Ordering.Holds(op, value.Real.CompareTo(operand));
}

sealed class RealSetTest(double[] operands) : ValueTest
{
    public override int Cost => 2;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => operands.AsSpan().Contains(value.Real);
}

sealed class EqualAddressTest(IpAddress operand) : ValueTest
{
    public override int Cost => 2;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => value.Address == operand;

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddProbe(this, guard);
}

sealed class NetworkSetTest(NetworkSet networks) : ValueTest
{
    public override int Cost => 5;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => networks.Contains(value.Address);

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddProbe(this, guard);
}
