using Lanner.Filters;

namespace Lanner.Cli;

/// <summary>The fields and operators that a condition is written with, each once, in order.</summary>
sealed class ConditionFacts
{
    readonly List<string> _fields = [];
    readonly List<string> _operators = [];

    ConditionFacts()
    {
    }

    public IReadOnlyList<string> Fields => _fields;

    public IReadOnlyList<string> Operators => _operators;

    public static ConditionFacts Of(params IEnumerable<Expression> conditions)
    {
        var facts = new ConditionFacts();
        foreach (var condition in conditions) Rewriting.Visit(condition, facts.Add);
        return facts;
    }

    void Add(Expression part)
    {
        if (part is not Check check) return;
        AddField(check.Left);
        if (check.Operand is FieldOperand operand) AddField(operand.Field);
        var modifier = check.Modifier switch { ListModifier.OneOf => " oneof", ListModifier.AllOf => " allof", _ => "" };
        AddOnce(_operators, CheckOperators.Spelling(check.Operator) + modifier);
    }

    void AddField(FieldExpression field)
    {
        switch (field)
        {
            case FieldReference reference: AddOnce(_fields, reference.ToString()); break;
            case TransformerCall call: foreach (var operand in call.Operands) AddField(operand); break;
            case ExpressionList list: foreach (var item in list.Items) AddField(item); break;
        }
    }

    static void AddOnce(List<string> to, string text)
    {
        if (!to.Contains(text)) to.Add(text);
    }
}
