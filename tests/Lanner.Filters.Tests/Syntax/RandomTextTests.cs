using System.Diagnostics;

namespace Lanner.Filters.Tests.Syntax;

/// <summary>Conditions nobody would write: made of the language's own words and of anything else. A failure names its seed.</summary>
public sealed class RandomTextTests
{
    static readonly string[] s_words =
    [
        "and", "or", "not", "(", ")", "[", "]", ",", "=", "==", "!=", "<", ">=", "in", "intersects", "pmatch", "exists", "contains", "startswith",
        "oneof", "allof", "glob", "regex", "bcontains", "proc.name", "fd.name", "evt.type", "proc.aname", "evt.arg", "container.label.a", "proc.pid",
        "val", "tolower", "join", "concat", "getopt", "len", "\"", "'", "\\", "\\x", "\"a b\"", "'\\x00'", "a", "1", "0x", "/etc/*", "*", "host",
        "\0", "\n", "\t", "é", "\ud83d\ude00", "\ud83d", "^(", "[[:", "..", ".", "-", "spawned", "cafe00", "10.0.0.0/8",
        "proc.name = a", "fd.name in (a, \"b c\", 'd\\x01')", "not spawned", "proc.aname[2] startswith oneof (x, y)", "join(\",\", (proc.name, a)) != b",
        "proc.pid exists and", "fd.sport > 1 or", "proc.name = val(proc.pname)", "(a or b)", "not (proc.pid = 1)",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_text_gives_a_tree_or_errors_inside_of_it(int seed)
    {
        var random = new Random(seed);
        var compiler = new FilterCompiler(new FieldCatalogue(Filters.Fields.AllFields.Definitions), new PredicateSet());
        for (var i = 0; i < 100; i++)
        {
            var text = MakeText(random, random.Next(1, 60));
            var parsed = FilterParser.Parse(text);
            Assert.Equal(parsed.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error), parsed.Expression is null);
            Assert.True(parsed.Expression is null || parsed.Expression.Depth <= Expression.MaxDepth, $"seed {seed}: {text}");
            var compiled = compiler.Compile(text);
            Assert.Equal(compiled.Filter is null, compiled.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error));
            foreach (var d in parsed.Diagnostics.Concat(compiled.Diagnostics))
                Assert.True(d.Span.Offset >= 0 && d.Span.Length >= 0 && d.Span.End <= text.Length, $"seed {seed}: {d} outside of: {text}");
            Assert.Equal(parsed.Diagnostics.Length, parsed.Diagnostics.DistinctBy(d => (d.Span.Offset, d.Message)).Count());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_was_read_is_written_so_that_it_reads_the_same(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            if (FilterParser.Parse(MakeText(random, random.Next(1, 12))).Expression is not { } expression) continue;
            var again = FilterParser.Parse(expression.ToString()!);
            Assert.True(again.Expression?.ToString() == expression.ToString(), $"seed {seed}: {expression}");
        }
    }

    [Fact]
    public void Large_texts_take_no_more_than_their_length()
    {
        var clock = Stopwatch.StartNew();
        foreach (var word in s_words)
        {
            var text = string.Concat(Enumerable.Repeat(word + " ", 200_000 / (word.Length + 1)));
            var result = FilterParser.Parse(text);
            Assert.True(result.Expression is not null || result.Diagnostics.Length > 0, word);
        }

        // Quadratic would be hours; the limit is wide because machines differ.
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"{clock.Elapsed}");
    }

    static string MakeText(Random random, int words)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < words; i++)
        {
            text.Append(random.Next(8) == 0 ? ((char)random.Next(1, 0x250)).ToString() : s_words[random.Next(s_words.Length)]);
            if (random.Next(5) != 0) text.Append(' ');
        }

        return text.ToString();
    }
}
