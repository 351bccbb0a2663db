using System.Globalization;
using Lanner.Filters;

namespace Lanner.Rules.PushDown;

/// <summary>The parts of a check in the only shape that is looked at: a plain field on the left, written values on the right.</summary>
readonly ref struct CheckValues
{
    CheckValues(string field, Check check, IReadOnlyList<ValueText> values)
    {
        Field = field;
        Operator = check.Operator;
        Modifier = check.Modifier;
        Values = values;
    }

    /// <summary>Name of the field, which has no argument in brackets.</summary>
    public string Field { get; }

    public CheckOperator Operator { get; }

    public ListModifier Modifier { get; }

    public IReadOnlyList<ValueText> Values { get; }

    /// <summary>It holds when one of the values fits by <see cref="Operator"/>, and only then.</summary>
    public bool HoldsForOne => Values.Count > 0 && (Values.Count == 1 || CheckOperators.TakesList(Operator) || Modifier == ListModifier.OneOf);

    public bool IsEquality => Operator is CheckOperator.Equal or CheckOperator.In or CheckOperator.Intersects && HoldsForOne;

    public static bool TryRead(Check check, out CheckValues values)
    {
        values = default;
        if (check.Left is not FieldReference { Argument: null } field) return false;
        switch (check.Operand)
        {
            case ValueOperand one: values = new CheckValues(field.Name, check, [one.Value]); return true;
            case ListOperand list: values = new CheckValues(field.Name, check, list.Values); return true;
            default: return false;
        }
    }

    /// <summary>The single value as true or false; null when it is something else.</summary>
    public bool? Flag => Operator == CheckOperator.Equal && Values.Count == 1
        ? Values[0].Text switch { "true" => true, "false" => false, _ => null }
        : null;

    public static bool TryNumber(ValueText value, out long number) =>
        long.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
