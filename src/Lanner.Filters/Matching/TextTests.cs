using System.Text;
using System.Text.RegularExpressions;

namespace Lanner.Filters;

sealed class EqualTextTest(byte[] operand) : ValueTest
{
    public override int Cost => 2;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => value.Text.SequenceEqual(operand);

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddText(operand, guard);
}

sealed class TextSetTest(Utf8Table table) : ValueTest
{
    public override int Cost => 4;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => table.Contains(value.Text);

    public override bool TryIndex(SourceIndex? index, int guard)
    {
        if (index is null) return true;
        foreach (var text in table.Entries) index.AddText(text, guard);
        return true;
    }
}

/// <summary>Comparison by byte values.</summary>
sealed class TextOrderTest(CheckOperator op, byte[] operand) : ValueTest
{
    public override int Cost => 3;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => Ordering.Holds(op, value.Text.SequenceCompareTo(operand));
}

sealed class PrefixTest(byte[] operand) : ValueTest
{
    public override int Cost => 2;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => value.Text.StartsWith(operand);

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddPrefix(operand, guard);
}

sealed class SuffixTest(byte[] operand) : ValueTest
{
    public override int Cost => 2;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => value.Text.EndsWith(operand);

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddSuffix(operand, guard);
}

sealed class ContainsTest(byte[] operand) : ValueTest
{
    public override int Cost => 6;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => value.Text.IndexOf(operand) >= 0;

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddProbe(this, guard);
}

sealed class ContainsAnyCaseTest(byte[] lowered) : ValueTest
{
    public override int Cost => 10;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => Fold.Contains(value.Text, lowered);

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddProbe(this, guard);
}

sealed class GlobTest(byte[] pattern, bool ignoreCase) : ValueTest
{
    public override int Cost => 12;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => Glob.IsMatch(pattern, value.Text, ignoreCase);

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddProbe(this, guard);
}

sealed class PathPrefixTest(PathPrefixes prefixes) : ValueTest
{
    public override int Cost => 8;

    public override bool Matches(in FieldValue value, WorkingMemory memory) => prefixes.Contains(value.Text);

    public override bool TryIndex(SourceIndex? index, int guard) => index is null || index.AddPaths(prefixes, guard);
}

/// <summary>Bytes that are not UTF-8 become replacement characters first.</summary>
sealed class RegexTest(Regex regex) : ValueTest
{
    public override int Cost => 40;

    public override bool Matches(in FieldValue value, WorkingMemory memory)
    {
        var characters = memory.TakeChars(value.Text.Length);
        var length = Encoding.UTF8.GetChars(value.Text, characters);
        return regex.IsMatch(characters[..length]);
    }
}
