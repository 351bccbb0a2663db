using Lanner.Filters.Fields;

namespace Lanner.Filters.Tests;

/// <summary>Which operator goes with which type: every pair, accepted or refused.</summary>
public sealed class OperatorTableTests
{
    const string Equality = "= == != in intersects exists";
    const string Order = Equality + " < <= > >=";
    const string Bytes = Equality + " contains startswith endswith bcontains bstartswith";
    const string Every = Order + " contains icontains bcontains startswith bstartswith endswith glob iglob regex pmatch";

    /// <summary>A field of each type, a value for it, and the operators it takes.</summary>
    static readonly (string Field, string Value, string Takes)[] s_types =
    [
        ("fd.num", "3", Order),
        ("evt.num", "3", Order),
        ("evt.rawtime", "3", Order),
        ("proc.duration", "3", Order),
        ("fd.sport", "https", Order),
        ("thread.cpu", "1.5", Order),
        ("evt.failed", "true", Equality),
        ("proc.name", "abcd", Every),
        ("proc.aname", "abcd", Every),
        ("proc.aname[2]", "abcd", Every),
        ("tolower(proc.name)", "abcd", Every),
        ("len(proc.name)", "4", Order),
        ("evt.buffer", "abcd", Bytes),
        ("fd.sip", "10.0.0.1", Equality),
        ("fd.snet", "10.0.0.0/8", Equality),
        ("fd.types", "file", "in intersects exists"),
        ("getopt(proc.args, \"ab:\")", "a", "in intersects exists"),
        ("getopt(proc.args, \"ab:\")[b]", "ab", Every),
    ];

    public static TheoryData<string, string, bool> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, bool>();
            foreach (var (left, value, takes) in s_types)
            {
                foreach (var op in Every.Split(' '))
                {
                    var text = op switch { "exists" => $"{left} exists", "in" or "intersects" or "pmatch" => $"{left} {op} ({value}, {value})", _ => $"{left} {op} {value}" };
                    pairs.Add(text, op, takes.Split(' ').Contains(op));
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void An_operator_is_taken_or_refused_by_type(string text, string op, bool isTaken)
    {
        var result = Compile(text);
        Assert.Equal(isTaken, result.Filter is not null);
        if (isTaken) return;
        var only = Assert.Single(result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal(DiagnosticCodes.WrongOperator, only.Code);
        Assert.Equal(text.LastIndexOf($" {op}", StringComparison.Ordinal) + 1, only.Span.Offset);
        Assert.StartsWith("it takes ", only.Hint, StringComparison.Ordinal);
    }

    public static TheoryData<string> WithModifiers =>
        [.. from op in "= != contains icontains bcontains startswith bstartswith endswith glob iglob regex".Split(' ') from word in (string[])["oneof", "anyof", "allof"] select $"{op} {word}"];

    [Theory]
    [MemberData(nameof(WithModifiers))]
    public void A_text_operator_with_a_modifier_takes_a_list(string op)
    {
        Assert.NotNull(Compile($"proc.name {op} (abcd, dcba)").Filter);
        Assert.NotNull(Compile($"proc.name {op} ()").Filter);
        Assert.Null(Compile($"fd.num {op} (1, 2)").Filter);
    }

    [Theory]
    [InlineData("<")]
    [InlineData(">=")]
    [InlineData("in")]
    [InlineData("pmatch")]
    [InlineData("intersects")]
    public void Other_operators_take_no_modifier(string op) => Assert.NotEmpty(FilterParser.Parse($"proc.name {op} oneof (a, b)").Diagnostics);

    [Theory]
    [InlineData(@"""a\bb\fc\nd\re\tf""", "a\bb\fc\nd\re\tf")]
    [InlineData(@"""\\ \/ \""""", "\\ / \"")]
    [InlineData(@"'it\'s ""so""'", "it's \"so\"")]
    [InlineData(@"""\x41\xe9""", "A\ufffd")]
    [InlineData(@"""a\ b""", "a\\ b")]
    [InlineData(@"a\b", "a\\b")]
    [InlineData("/etc/*.conf", "/etc/*.conf")]
    [InlineData("<NA>", "<NA>")]
    public void A_value_is_what_its_escapes_stand_for(string written, string value)
    {
        var check = Assert.IsType<Check>(FilterParser.Parse($"proc.name = {written}").Expression);
        Assert.Equal(value, Assert.IsType<ValueOperand>(check.Operand).Value.Text);
    }

    [Theory]
    [InlineData("proc.name = \"a\\x00b\"", false)]
    [InlineData("evt.buffer contains \"a\\x00b\"", true)]
    [InlineData("evt.buffer bcontains 00ff", true)]
    [InlineData("evt.buffer bcontains 0ff", false)]
    [InlineData("proc.name bstartswith cafe", true)]
    [InlineData("proc.name = \"\\q\"", false)]
    [InlineData("proc.name = \"\\x4\"", false)]
    [InlineData("fd.sport = 65536", false)]
    [InlineData("fd.sport in (http, 443)", true)]
    [InlineData("fd.snet in (10.0.0.0/8, \"fd00::/8\")", true)]
    [InlineData("fd.sip = 10.0.0.0/8", true)]
    [InlineData("proc.name = val(proc.pname)", true)]
    [InlineData("proc.name startswith val(proc.pname)", true)]
    [InlineData("proc.name pmatch val(proc.pname)", false)]
    [InlineData("proc.name = toupper(proc.pname)", true)]
    [InlineData("fd.num = val(proc.pid)", true)]
    [InlineData("fd.num = val(proc.pname)", false)]
    [InlineData("fd.snet = val(fd.sip)", false)]
    [InlineData("join(\",\", (proc.name, proc.pname)) = x", true)]
    [InlineData("join(proc.name, x) = x", false)]
    [InlineData("concat(proc.name, \"/\", proc.pname) = x", true)]
    [InlineData("concat(proc.name) = x", false)]
    [InlineData("b64(tolower(proc.args)) contains x", true)]
    [InlineData("basename(proc.exepath) in (a)", true)]
    [InlineData("not(proc.name = a)", true)]
    [InlineData("not not not proc.name = a", true)]
    [InlineData("notproc.name = a", false)]
    [InlineData("(proc.name = a)and(fd.num = 3)or(fd.num = 4)", true)]
    [InlineData("proc.env[A_B] exists", true)]
    [InlineData("container.label.app.kubernetes.io/name = x", true)]
    [InlineData("container.label[\"app kubernetes\"] = x", true)]
    [InlineData("proc.aname[x] = y", false)]
    [InlineData("proc.name", false)]
    [InlineData("proc.name = a b", false)]
    public void Each_rule_of_the_language_holds(string text, bool isRight) => Assert.Equal(isRight, Compile(text).Filter is not null);

    static CompileResult Compile(string text) => new FilterCompiler(new FieldCatalogue(AllFields.Definitions), new PredicateSet()).Compile(text);
}
