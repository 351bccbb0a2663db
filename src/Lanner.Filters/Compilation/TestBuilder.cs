namespace Lanner.Filters;

/// <summary>Makes the test of an operator and its values.</summary>
sealed class TestBuilder(DiagnosticSink sink)
{
    /// <summary>Components of a path prefix; each is one level of a tree that is walked recursively.</summary>
    const int MaxPathComponents = 256;

    readonly ValueReader _reader = new(sink);

    /// <summary>The test; null with a diagnostic. There is at least one value, except for exists.</summary>
    public ValueTest? Build(ValueSource source, CheckOperator op, ListModifier modifier, IReadOnlyList<ValueText> values)
    {
        if (op == CheckOperator.Exists) return new AnyValueTest();
        return source.Type switch
        {
            FieldType.Text or FieldType.Bytes => BuildText(source, op, modifier, values),
            FieldType.IpAddress or FieldType.IpNetwork => BuildAddress(source, op, values),
            FieldType.Real => BuildReal(source, op, values),
            _ => BuildNumber(source, op, values),
        };
    }

    ValueTest? BuildNumber(ValueSource source, CheckOperator op, IReadOnlyList<ValueText> values)
    {
        if (_reader.Numbers(source, values) is not { } numbers) return null;
        return op switch
        {
            CheckOperator.In or CheckOperator.Intersects when numbers.Length > 1 => new NumberSetTest(numbers),
            CheckOperator.In or CheckOperator.Intersects or CheckOperator.Equal => new EqualNumberTest(numbers[0]),
            CheckOperator.NotEqual => new NegatedTest(new EqualNumberTest(numbers[0])),
            _ => new NumberOrderTest(op, numbers[0], source.Type is FieldType.Unsigned or FieldType.AbsoluteTime),
        };
    }

    ValueTest? BuildReal(ValueSource source, CheckOperator op, IReadOnlyList<ValueText> values)
    {
        if (_reader.Reals(source, values) is not { } reals) return null;
        return CheckOperators.TakesList(op) ? new RealSetTest(reals) : new RealOrderTest(op, reals[0]);
    }

    ValueTest? BuildAddress(ValueSource source, CheckOperator op, IReadOnlyList<ValueText> values)
    {
        if (_reader.Networks(source, values) is not { } networks) return null;
        ValueTest test = new NetworkSetTest(new NetworkSet(networks));
        return op == CheckOperator.NotEqual ? new NegatedTest(test) : test;
    }

    ValueTest? BuildText(ValueSource source, CheckOperator op, ListModifier modifier, IReadOnlyList<ValueText> values)
    {
        var isHex = op is CheckOperator.BContains or CheckOperator.BStartsWith;
        if ((isHex ? _reader.HexBytes(values) : _reader.Texts(source, values)) is not { } texts) return null;
        if (op is CheckOperator.In or CheckOperator.Intersects || op == CheckOperator.Equal && modifier == ListModifier.OneOf)
            return texts.Length == 1 ? new EqualTextTest(texts[0]) : new TextSetTest(new Utf8Table(texts));
        if (op == CheckOperator.PMatch) return BuildPaths(texts, values);

        var tests = new ValueTest[texts.Length];
        for (var i = 0; i < tests.Length; i++)
        {
            if (BuildOne(op, texts[i], values[i]) is not { } test) return null;
            tests[i] = test;
        }

        return tests.Length == 1 ? tests[0] : new SeveralTests(tests, modifier == ListModifier.AllOf);
    }

    PathPrefixTest? BuildPaths(byte[][] prefixes, IReadOnlyList<ValueText> values)
    {
        for (var i = 0; i < prefixes.Length; i++)
        {
            if (prefixes[i].AsSpan().Count((byte)'/') < MaxPathComponents) continue;
            return sink.Error<PathPrefixTest>(DiagnosticCodes.WrongValue, values[i].Span, $"the path has more than {MaxPathComponents} components");
        }

        return new PathPrefixTest(new PathPrefixes(prefixes));
    }

    ValueTest? BuildOne(CheckOperator op, byte[] text, ValueText value) => op switch
    {
        CheckOperator.Equal => new EqualTextTest(text),
        CheckOperator.NotEqual => new NegatedTest(new EqualTextTest(text)),
        CheckOperator.Contains or CheckOperator.BContains => new ContainsTest(text),
        CheckOperator.IContains => new ContainsAnyCaseTest([.. text.Select(Fold.Lower)]),
        CheckOperator.StartsWith or CheckOperator.BStartsWith => new PrefixTest(text),
        CheckOperator.EndsWith => new SuffixTest(text),
        CheckOperator.Glob or CheckOperator.IGlob => new GlobTest(text, op == CheckOperator.IGlob),
        CheckOperator.Regex => BuildRegex(value),
        _ => new TextOrderTest(op, text),
    };

    RegexTest? BuildRegex(ValueText value)
    {
        if (PosixRegex.Create(value.Text, out var problem) is not { } regex)
            return sink.Error<RegexTest>(DiagnosticCodes.WrongValue, value.Span, $"this regular expression cannot be used: {problem}");
        return new RegexTest(regex);
    }
}
