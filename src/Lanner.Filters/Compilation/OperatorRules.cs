namespace Lanner.Filters;

/// <summary>Which operators a type takes.</summary>
static class OperatorRules
{
    static readonly CheckOperator[] s_sets = [CheckOperator.In, CheckOperator.Intersects, CheckOperator.Exists];

    static readonly CheckOperator[] s_equality = [CheckOperator.Equal, CheckOperator.NotEqual, .. s_sets];

    static readonly CheckOperator[] s_order =
        [CheckOperator.Less, CheckOperator.LessOrEqual, CheckOperator.Greater, CheckOperator.GreaterOrEqual, .. s_equality];

    static readonly CheckOperator[] s_bytes =
    [
        CheckOperator.Contains, CheckOperator.StartsWith, CheckOperator.EndsWith, CheckOperator.BContains, CheckOperator.BStartsWith,
        .. s_equality,
    ];

    static readonly CheckOperator[] s_text = Enum.GetValues<CheckOperator>();

    /// <summary>The operators for a value.</summary>
    public static ReadOnlySpan<CheckOperator> Allowed(ValueSource source)
    {
        if (source.IsList && source.ListKind == ListKind.List) return s_sets;
        return source.Type switch
        {
            FieldType.Text => s_text,
            FieldType.Bytes => s_bytes,
            FieldType.Bool or FieldType.IpAddress or FieldType.IpNetwork => s_equality,
            _ => s_order,
        };
    }

    /// <summary>
    /// What an operator stands for: "equal" of <c>evt.around</c>, whose value is a distance, means "no farther than".
    /// </summary>
    public static CheckOperator Meant(ValueSource source, CheckOperator op) =>
        op == CheckOperator.Equal && source is FieldSource && source.Fields.Any(field => field.Definition.Name == "evt.around")
            ? CheckOperator.LessOrEqual
            : op;

    /// <summary>What is wrong with this operator for this value, or null.</summary>
    public static string? Problem(ValueSource source, CheckOperator op, ListModifier modifier)
    {
        if (!Allowed(source).Contains(op)) return $"{CheckOperators.Spelling(op)} does not work on {source.Text}, which is {Describe(source)}";
        return modifier != ListModifier.None && source.Type is not (FieldType.Text or FieldType.Bytes)
            ? $"oneof and allof do not work on {source.Text}, which is {Describe(source)}"
            : null;
    }

    public static string AllowedText(ValueSource source)
    {
        var words = new List<string>();
        foreach (var op in Allowed(source)) words.Add(CheckOperators.Spelling(op));
        return $"it takes {string.Join(' ', words)}";
    }

    public static string Describe(ValueSource source)
    {
        if (source.IsList && source.ListKind == ListKind.List) return "a list";
        return source.Type switch
        {
            FieldType.Text => "a text",
            FieldType.Bytes => "raw bytes",
            FieldType.Integer => "a whole number",
            FieldType.Unsigned => "a whole number from 0",
            FieldType.Bool => "true or false",
            FieldType.RelativeTime => "a duration in nanoseconds",
            FieldType.AbsoluteTime => "a time in nanoseconds since 1970",
            FieldType.Port => "a port",
            FieldType.IpAddress => "an IP address",
            FieldType.IpNetwork => "an IP address to be compared with networks",
            _ => "a number",
        };
    }

    /// <summary>Values of both types can be compared with each other.</summary>
    public static bool AreComparable(FieldType a, FieldType b) => a == b || IsWhole(a) && IsWhole(b);

    public static bool IsWhole(FieldType type) => type is FieldType.Integer or FieldType.Unsigned or FieldType.RelativeTime
        or FieldType.AbsoluteTime or FieldType.Port;
}
