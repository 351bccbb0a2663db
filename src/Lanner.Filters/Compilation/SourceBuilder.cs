namespace Lanner.Filters;

/// <summary>Resolves fields and transformers to where their values come from.</summary>
sealed class SourceBuilder(FieldCatalogue catalogue, DiagnosticSink sink)
{
    /// <summary>The source; null with a diagnostic.</summary>
    public ValueSource? Build(FieldExpression expression) => expression switch
    {
        FieldReference reference => BuildField(reference),
        TransformerCall { Transformer: Transformer.Join } call => BuildJoin(call),
        TransformerCall { Transformer: Transformer.Concat } call => BuildConcat(call),
        TransformerCall { Transformer: Transformer.GetOpt } call => BuildGetOpt(call),
        TransformerCall call => BuildUnary(call),
        TextLiteral literal => new LiteralSource(literal.Value),
        _ => sink.Error<ValueSource>(DiagnosticCodes.WrongTransformer, expression.Span, "a list in brackets goes only into join"),
    };

    FieldSource? BuildField(FieldReference reference)
    {
        var resolution = catalogue.Resolve(reference);
        if (resolution.Field is null) return sink.Error<FieldSource>(resolution.Code, reference.Span, resolution.Message, resolution.Hint);
        var definition = resolution.Field.Definition;
        if (definition.Deprecated is { } instead)
            sink.Warn(DiagnosticCodes.DeprecatedField, reference.Span, $"{definition.Name} is deprecated", instead);
        return new FieldSource(resolution.Field);
    }

    JoinTransformer? BuildJoin(TransformerCall call)
    {
        var separator = BuildText(call, call.Operands[0]);
        var parts = BuildTexts(call, call.Operands[1] is ExpressionList list ? list.Items : [call.Operands[1]]);
        if (separator is null || parts is null) return null;
        var text = $"join({separator.Text}, ({Join(parts)}))";
        return new JoinTransformer(ValueTraits.Of(text, FieldType.Text, false, [separator, .. parts]), separator, parts);
    }

    JoinTransformer? BuildConcat(TransformerCall call) => BuildTexts(call, call.Operands) is { } parts
        ? new JoinTransformer(ValueTraits.Of($"concat({Join(parts)})", FieldType.Text, false, parts), null, parts)
        : null;

    ValueSource? BuildUnary(TransformerCall call)
    {
        var isLength = call.Transformer == Transformer.Len;
        if (Build(call.Operands[0]) is not { } inner || !(isLength && inner.IsList) && !IsText(call, call.Operands[0], inner)) return null;
        var text = $"{Transformers.Spelling(call.Transformer)}({inner.Text})";
        return isLength
            ? new LengthTransformer(ValueTraits.Of(text, FieldType.Unsigned, false, inner), inner)
            : new TextTransformer(ValueTraits.Of(text, FieldType.Text, inner.IsList, inner), call.Transformer, inner);
    }

    GetOptTransformer? BuildGetOpt(TransformerCall call)
    {
        if (BuildText(call, call.Operands[0]) is not { } arguments) return null;
        var options = ((TextLiteral)call.Operands[1]).Value;
        byte? wanted = null;
        if (call.Argument is { } letter)
        {
            if (letter is not [not ':' and < (char)128] || !options.Text.Contains(letter, StringComparison.Ordinal))
                return sink.Error<GetOptTransformer>(DiagnosticCodes.BadArgument, call.Span, $"[{letter}] is none of the options {options.Text}");
            wanted = (byte)letter[0];
        }

        var text = $"getopt({arguments.Text}, {options.ToQuoted()}){(wanted is null ? "" : $"[{call.Argument}]")}";
        return new GetOptTransformer(ValueTraits.Of(text, FieldType.Text, wanted is null, arguments), arguments, options.Bytes.ToArray(), wanted);
    }

    ValueSource[]? BuildTexts(TransformerCall call, IEnumerable<FieldExpression> operands)
    {
        var sources = new List<ValueSource>();
        var failed = false;
        foreach (var operand in operands)
        {
            if (BuildText(call, operand) is { } source) sources.Add(source);
            else failed = true;
        }

        return failed ? null : [.. sources];
    }

    ValueSource? BuildText(TransformerCall call, FieldExpression operand) =>
        Build(operand) is { } source && IsText(call, operand, source) ? source : null;

    bool IsText(TransformerCall call, FieldExpression operand, ValueSource source)
    {
        var name = Transformers.Spelling(call.Transformer);
        if (source.IsList && source.ListKind != ListKind.List)
        {
            sink.Error<ValueSource>(DiagnosticCodes.WrongTransformer, operand.Span,
                $"{name} does not work on {source.Text}, which stands for several values", $"choose one: {source.Text}[1]");
            return false;
        }

        if (source.Type is FieldType.Text or FieldType.Bytes) return true;
        sink.Error<ValueSource>(DiagnosticCodes.WrongTransformer, operand.Span,
            $"{name} takes text, and {source.Text} is {OperatorRules.Describe(source)}");
        return false;
    }

    static string Join(ValueSource[] sources) => string.Join(", ", sources.Select(source => source.Text));
}
