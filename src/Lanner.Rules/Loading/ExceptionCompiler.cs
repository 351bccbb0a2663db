using System.Collections.Immutable;
using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>
/// Turns a rule's exceptions into conditions: one test of a field against all values, or rows of tests joined by "and" inside a
/// row and "or" between rows. Values are taken as values, so no text in them can reach out of its place.
/// </summary>
sealed class ExceptionCompiler(TextSpace space, DiagnosticList diagnostics)
{
    /// <summary>One column of an exception.</summary>
    sealed record Column(FieldExpression Field, CheckOperator Operator, ListModifier Modifier, LocatedText Text)
    {
        public bool TakesList => CheckOperators.TakesList(Operator) || Modifier != ListModifier.None;
    }

    /// <summary>
    /// The condition that excepts an event; null when the exception has no values, or is wrong (reported; then
    /// <paramref name="isBroken"/> is set).
    /// </summary>
    public Expression? Compile(ExceptionDefinition exception, ref bool isBroken)
    {
        var before = diagnostics.ErrorCount;
        var expression = exception.Fields.IsList ? CompileRows(exception) : CompileSingle(exception);
        isBroken |= diagnostics.ErrorCount > before;
        return diagnostics.ErrorCount > before ? null : expression;
    }

    Check? CompileSingle(ExceptionDefinition exception)
    {
        if (exception.Comparisons is { IsList: true } comparisons)
        {
            Fail(comparisons.Path, "fields is a single field, so comps must be a single operator", "or write fields as a list too");
            return null;
        }

        var column = ReadColumn(exception, exception.Fields.Text!, exception.Comparisons?.Text, "in");
        if (column is null) return null;
        if (!column.TakesList)
        {
            Fail(exception.Comparisons!.Path, $"'{column.Text.Text}' cannot compare one field with a list of values",
                "use in, pmatch or intersects, or a string operator with a modifier, as in 'startswith oneof'");
            return null;
        }

        var values = ImmutableArray.CreateBuilder<ValueText>();
        foreach (var cell in exception.Values)
        {
            if (cell.IsList) Fail(cell.Path, "fields is a single field, so each value must be a single value", "or write fields as a list");
            else AddListValues(cell, values);
        }

        return values.Count == 0 ? null : MakeCheck(column, new ListOperand(values.ToImmutable()) { Span = values[0].Span }, values[0].Span);
    }

    Expression? CompileRows(ExceptionDefinition exception)
    {
        if (ReadColumns(exception) is not { } columns) return null;
        var rows = new List<Expression>();
        foreach (var row in exception.Values)
        {
            if (!row.IsList || row.Items.Count != columns.Count)
            {
                Fail(row.Path, $"a row of values must have as many cells as fields has fields: {columns.Count}"
                    + (row.IsList ? $", not {row.Items.Count}" : ""), row.IsList ? null : "write the row as a list, even with one cell");
                continue;
            }

            var cells = new List<Expression>();
            for (var i = 0; i < columns.Count; i++)
            {
                if (CompileCell(columns[i], row.Items[i]) is { } cell) cells.Add(cell);
            }

            if (cells.Count > 0) rows.Add(AndExpression.Of(cells, cells[0].Span));
        }

        return rows.Count == 0 ? null : OrExpression.Of(rows, rows[0].Span);
    }

    List<Column>? ReadColumns(ExceptionDefinition exception)
    {
        var fields = exception.Fields.Items;
        var comparisons = exception.Comparisons;
        if (comparisons is { IsList: false } || comparisons is not null && comparisons.Items.Count != fields.Count)
        {
            Fail(comparisons.Path, $"comps must be a list as long as fields: {fields.Count}");
            return null;
        }

        var columns = new List<Column>(fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Text is not { } field) Fail(fields[i].Path, "each of fields must be a single field");
            else if (comparisons?.Items[i] is { IsList: true } list) Fail(list.Path, "each of comps must be a single operator");
            else if (ReadColumn(exception, field, comparisons?.Items[i].Text, "=") is { } column) columns.Add(column);
        }

        return columns.Count == fields.Count ? columns : null;
    }

    Column? ReadColumn(ExceptionDefinition exception, LocatedText field, LocatedText? comparison, string byDefault)
    {
        var text = comparison ?? LocatedText.Made(byDefault, field);
        if (!CheckOperators.TryParse(text.Text, out var op, out var modifier) || op == CheckOperator.Exists)
        {
            diagnostics.Add(LoadCode.ErrValidate, exception.Path, ItemTypes.ValueFor, text, 0, text.Text.Length,
                $"'{ItemKeys.Shorten(text.Text)}' is no comparison operator");
            return null;
        }

        // A field or transformer is what may stand before "exists".
        var parsed = space.Parse(LocatedText.Join(field, " ", LocatedText.Made("exists", field)), exception.Path, ItemTypes.ValueFor);
        if (parsed.Expression is Check { Operator: CheckOperator.Exists } check) return new Column(check.Left, op, modifier, text);
        diagnostics.Add(LoadCode.ErrValidate, exception.Path, ItemTypes.ValueFor, field, 0, field.Text.Length,
            $"'{ItemKeys.Shorten(field.Text)}' is no field");
        return null;
    }

    Check? CompileCell(Column column, ExceptionCell cell)
    {
        if (!column.TakesList)
        {
            if (cell.Text is { } text) return CompileValue(column, cell, text);
            Fail(cell.Path, $"'{column.Text.Text}' compares with one value, not a list", "use 'in' for this field");
            return null;
        }

        var values = ImmutableArray.CreateBuilder<ValueText>();
        if (!cell.IsList) AddListValues(cell, values);
        foreach (var item in cell.Items)
        {
            if (item.IsList) Fail(item.Path, "a list in a cell must hold single values");
            else AddListValues(item, values);
        }

        var span = values.Count == 0 ? column.Field.Span : values[0].Span;
        return MakeCheck(column, new ListOperand(values.ToImmutable()) { Span = span }, span);
    }

    Check? CompileValue(Column column, ExceptionCell cell, LocatedText text)
    {
        var start = space.Add(text, cell.Path, ItemTypes.ExceptionValue);
        var span = new TextSpan(start, text.Text.Length);
        if (text.Text.EndsWith(')') && TryParseFieldOperand(text, cell.Path) is { } field) return MakeCheck(column, field, span);
        var trimmed = text.Text.Trim();
        if (trimmed.Length > 0 && trimmed[0] is not ('"' or '\''))
            return MakeCheck(column, new ValueOperand(new ValueText(trimmed, trimmed.Any(char.IsWhiteSpace), span)) { Span = span }, span);
        var (values, faults) = FilterParser.ParseListItem(text.Text);
        foreach (var fault in TextSpace.Shift(faults, start))
            space.Report(diagnostics, LoadCode.ErrCompileCondition, fault.Span, fault.Message, fault.Hint);
        if (values.Length == 1) return MakeCheck(column, new ValueOperand(values[0] with { Span = span }) { Span = span }, span);
        if (values.Length > 1) Fail(cell.Path, $"'{column.Text.Text}' compares with one value, not {values.Length}");
        return null;
    }

    /// <summary>A cell may name another field: <c>val(proc.pname)</c>.</summary>
    FieldOperand? TryParseFieldOperand(LocatedText text, ItemPath path)
    {
        const string Before = "evt.num = ";
        var parsed = space.Parse(LocatedText.Join(LocatedText.Made(Before.TrimEnd(), text), " ", text), path, ItemTypes.ExceptionValue);
        return parsed.Expression is Check { Operand: FieldOperand field } ? field : null;
    }

    void AddListValues(ExceptionCell cell, ImmutableArray<ValueText>.Builder values)
    {
        var text = cell.Text!;
        var start = space.Add(text, cell.Path, ItemTypes.ExceptionValue);
        var span = new TextSpan(start, text.Text.Length);
        var inner = text.Text.Trim();
        if (inner.StartsWith('(') && inner.EndsWith(')'))
        {
            inner = inner[1..^1].Trim();
            if (inner.Length == 0) return;
        }

        var (parsed, faults) = FilterParser.ParseListItem(inner);
        foreach (var fault in faults) space.Report(diagnostics, LoadCode.ErrCompileCondition, span, fault.Message, fault.Hint);
        foreach (var value in parsed) values.Add(value with { Span = span });
    }

    static Check MakeCheck(Column column, Operand operand, TextSpan span) =>
        new(column.Field, column.Operator, operand) { Modifier = column.Modifier, Span = span, OperatorSpan = span };

    void Fail(ItemPath path, string message, string? hint = null) => diagnostics.Add(LoadCode.ErrValidate, path, message, hint);
}
