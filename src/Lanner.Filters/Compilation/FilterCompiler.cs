using System.Collections.Immutable;
using Lanner.Events;
using Lanner.Filters.Fields;

namespace Lanner.Filters;

/// <summary>What compiling gave: the filter, or errors; warnings in both cases.</summary>
public sealed record CompileResult(CompiledFilter? Filter, ImmutableArray<FilterDiagnostic> Diagnostics);

/// <summary>
/// Checks conditions against the catalogue and makes filters of them whose comparisons are shared through one set. Reports all
/// errors of a condition, not only the first. Not for several threads at once.
/// </summary>
public sealed class FilterCompiler(FieldCatalogue catalogue, PredicateSet set)
{
    static readonly HashSet<string> s_eventNames = [.. EventTable.All.ToArray().Select(e => e.Name), .. SyscallTable.All.Select(s => s.Name)];

    /// <summary>Fields that put text together for each event: dearer to ask for than those that point at it.</summary>
    static readonly HashSet<string> s_composed = ["evt.args", "evt.arg", "evt.info", "evt.abspath", "evt.time", "evt.datetime", "fd.uid"];

    public FieldCatalogue Catalogue => catalogue;

    public PredicateSet Set => set;

    /// <summary>Parses and compiles a condition without macros and lists.</summary>
    public CompileResult Compile(string text)
    {
        var parsed = FilterParser.Parse(text);
        if (parsed.Expression is { } whole) return Compile(whole);
        var further = parsed.Recovered is { } rest ? Compile(rest).Diagnostics : [];
        return new CompileResult(null, [.. parsed.Diagnostics, .. further]);
    }

    /// <summary>Compiles a condition whose macros and lists were put in before.</summary>
    public CompileResult Compile(Expression expression)
    {
        var sink = new DiagnosticSink();
        var run = new Run(this, sink);
        var root = run.Build(expression);
        return new CompileResult(sink.HasErrors ? null : new CompiledFilter(root, set), sink.ToImmutable());
    }

    /// <summary>One condition being compiled. After an error the tree goes on with false in its place.</summary>
    sealed class Run(FilterCompiler compiler, DiagnosticSink sink)
    {
        readonly SourceBuilder _sources = new(compiler.Catalogue, sink);
        readonly TestBuilder _tests = new(sink);

        public Node Build(Expression expression)
        {
            switch (expression)
            {
                case AndExpression and: return ChainNode.And([.. and.Operands.Select(Build)]);
                case OrExpression or: return ChainNode.Or([.. or.Operands.Select(Build)]);
                case NotExpression not: return NotNode.Of(Build(not.Operand));
                case Check check:
                    sink.Source = check.Source;
                    return BuildCheck(check) ?? Node.False;
                case BrokenExpression: return Node.False;
                default:
                    sink.Source = expression.Source;
                    sink.Error<Node>(DiagnosticCodes.UnknownMacro, expression.Span, $"{expression} is no condition: it is not a field and no macro of that name is known");
                    return Node.False;
            }
        }

        Node? BuildCheck(Check check)
        {
            if (_sources.Build(check.Left) is not { } source) return null;
            if (source.Fields.FirstOrDefault(field => field.Definition.OutputOnly) is { } outputOnly)
            {
                return sink.Error<Node>(DiagnosticCodes.OutputOnly, check.Left.Span, $"{outputOnly.Definition.Name} is for output only",
                    "it cannot stand in a condition");
            }

            if (OperatorRules.Problem(source, check.Operator, check.Modifier) is { } problem)
                return sink.Error<Node>(DiagnosticCodes.WrongOperator, check.OperatorSpan, problem, OperatorRules.AllowedText(source));
            return check.Operand is FieldOperand field ? BuildFieldCheck(check, source, field) : BuildValueCheck(check, source);
        }

        PredicateNode? BuildFieldCheck(Check check, ValueSource left, FieldOperand operand)
        {
            if (_sources.Build(operand.Field) is not { } right) return null;
            if (FieldOperandProblem(check.Operator, left, right) is { } problem)
                return sink.Error<PredicateNode>(DiagnosticCodes.WrongOperator, operand.Span, problem);
            var text = $"{left.Text} {CheckOperators.Spelling(check.Operator)} val({right.Text})";
            return new PredicateNode(compiler.Set.Intern(text, () => new FieldPredicate(left, check.Operator, right)
            {
                Text = text,
                Lifetime = ValueSource.Combine(left.Lifetime, right.Lifetime),
                NeedsContainerDetail = left.NeedsContainerDetail || right.NeedsContainerDetail,
                Cost = CostOf(left) + CostOf(right) + 4,
            }));
        }

        Node? BuildValueCheck(Check check, ValueSource source)
        {
            var values = check.Operand switch
            {
                ValueOperand one => [one.Value],
                ListOperand list => list.Values,
                _ => [],
            };
            if (values.IsEmpty && check.Operand is not null) return Node.False;
            Warn(check, values);
            if (AboutNoEvent(check, values) is { } decided) return decided;
            if (!KnowsEvents(check, values)) return null;
            ExpectHostNames(source, values);

            var isList = source.IsList && source.ListKind == ListKind.List;
            var text = CanonicalText(source, check, values, isList);
            var op = OperatorRules.Meant(source, check.Operator);
            if (compiler.Set.Find(text) is not { } predicate)
            {
                if (_tests.Build(source, op, check.Modifier, values) is not { } test) return null;
                predicate = new ValuePredicate(source, op, test)
                {
                    Text = text,
                    Lifetime = source.Lifetime,
                    NeedsContainerDetail = source.NeedsContainerDetail,
                    Cost = CostOf(source) + (source.Lifetime < Lifetime.Event ? 0 : test.Cost),
                };
            }

            return new PredicateNode(compiler.Set.Intern(text, () => predicate));
        }

        /// <summary>Events are numbered from 1: rules write "never" and "always" as comparisons of the number with 0.</summary>
        static Node? AboutNoEvent(Check check, ImmutableArray<ValueText> values) => check switch
        {
            { Left: FieldReference { Name: "evt.num" }, Operator: CheckOperator.Equal } when values is [{ Text: "0" }] => Node.False,
            { Left: FieldReference { Name: "evt.num" }, Operator: CheckOperator.GreaterOrEqual } when values is [{ Text: "0" }] => Node.True,
            _ => null,
        };

        /// <summary>Equal comparisons written differently (order of a list, == for =, in with one value) get one text.</summary>
        static string CanonicalText(ValueSource source, Check check, ImmutableArray<ValueText> values, bool isList)
        {
            var op = check.Operator;
            if (op == CheckOperator.Exists) return $"{source.Text} exists";
            var written = values.Select(value => value.ToQuoted()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            if (!isList && op is (CheckOperator.In or CheckOperator.Intersects))
                op = written.Length == 1 ? CheckOperator.Equal : CheckOperator.In;
            var modifier = check.Modifier == ListModifier.None || written.Length == 1 ? "" : check.Modifier == ListModifier.OneOf ? " oneof" : " allof";
            return $"{source.Text} {CheckOperators.Spelling(op)}{modifier} ({string.Join(", ", written)})";
        }

        /// <summary>Host names are resolved from now on, so that an address can have them.</summary>
        static void ExpectHostNames(ValueSource source, ImmutableArray<ValueText> values)
        {
            foreach (var field in source.Fields.OfType<IHostNameField>())
            {
                foreach (var value in values) field.Expect(value.Text);
            }
        }

        /// <summary>An event's name that does not exist can never match.</summary>
        bool KnowsEvents(Check check, ImmutableArray<ValueText> values)
        {
            if (check.Left is not FieldReference { Name: "evt.type" or "syscall.type" }) return true;
            if (check.Operator is not (CheckOperator.Equal or CheckOperator.NotEqual or CheckOperator.In or CheckOperator.Intersects)) return true;
            var known = true;
            foreach (var value in values)
            {
                if (s_eventNames.Contains(value.Text)) continue;
                known = false;
                sink.Error<Node>(DiagnosticCodes.UnknownEvent, value.Span, $"there is no event {value.Text}", Suggestion.Hint(value.Text, s_eventNames));
            }

            return known;
        }

        void Warn(Check check, ImmutableArray<ValueText> values)
        {
            foreach (var value in values)
            {
                if (check.Operator == CheckOperator.Regex && PosixRegex.SimplerOperator(value.Text) is { } simpler)
                    sink.Warn(DiagnosticCodes.SimplerThanRegex, value.Span, $"{simpler} does what this regular expression does, faster", $"write {simpler}");
                if (LooksLikeField(value.Text))
                {
                    sink.Warn(DiagnosticCodes.LooksLikeField, value.Span, $"{value.Text} is taken as text though it looks like a field",
                        "write val(...) around a field to compare with its value");
                }
            }
        }

        bool LooksLikeField(string text)
        {
            var scanner = new Scanner(text);
            if (FieldParser.IsCall(scanner))
                return scanner.PeekWord() is var word && (word is "val" || Transformers.TryParse(word, out _)) && text.EndsWith(')');
            return FieldParser.IsField(scanner) && compiler.Catalogue.IsDefined(text);
        }

        static string? FieldOperandProblem(CheckOperator op, ValueSource left, ValueSource right)
        {
            if (op is CheckOperator.PMatch or CheckOperator.Regex or CheckOperator.BContains or CheckOperator.BStartsWith)
                return $"{CheckOperators.Spelling(op)} does not compare two fields";
            if (left.Type == FieldType.IpNetwork || right.Type == FieldType.IpNetwork) return "networks are not compared with another field";
            if (right.IsList && right.ListKind != ListKind.List) return $"{right.Text} stands for several values and cannot be on the right side";
            if (!OperatorRules.AreComparable(left.Type, right.Type))
                return $"{left.Text} is {OperatorRules.Describe(left)}, {right.Text} is {OperatorRules.Describe(right)}";
            var leftIsList = left.IsList && left.ListKind == ListKind.List;
            return leftIsList != right.IsList ? $"{left.Text} and {right.Text} must both be lists or both single values" : null;
        }

        static int CostOf(ValueSource source)
        {
            // What is remembered on an owner costs a look at a bit, nearly always.
            if (source.Lifetime < Lifetime.Event) return 2;
            var cost = source is FieldSource ? 1 : 10;
            foreach (var field in source.Fields) cost += s_composed.Contains(field.Definition.Name) ? 30 : 2;
            return cost;
        }
    }
}
