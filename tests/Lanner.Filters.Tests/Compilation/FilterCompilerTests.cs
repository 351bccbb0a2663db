using Lanner.Events;

namespace Lanner.Filters.Tests;

public sealed class FilterCompilerTests
{
    readonly TestBench _bench = new();

    [Theory]
    [InlineData("proc.nmae = x", 0, DiagnosticCodes.UnknownField, "did you mean proc.name?")]
    [InlineData("proc.name = x and fd.num = five", 27, DiagnosticCodes.WrongValue, "'five' is no value for fd.num, which is a whole number")]
    [InlineData("fd.num in (1, x)", 14, DiagnosticCodes.WrongValue, "'x' is no value")]
    [InlineData("evt.count = -1", 12, DiagnosticCodes.WrongValue, "a whole number from 0")]
    [InlineData("fd.num contains 5", 7, DiagnosticCodes.WrongOperator, "contains does not work on fd.num")]
    [InlineData("evt.failed > false", 11, DiagnosticCodes.WrongOperator, "> does not work on evt.failed, which is true or false")]
    [InlineData("evt.failed = yes", 13, DiagnosticCodes.WrongValue, "'yes' is no value for evt.failed")]
    [InlineData("fd.types = file", 9, DiagnosticCodes.WrongOperator, "which is a list")]
    [InlineData("evt.buffer regex x", 11, DiagnosticCodes.WrongOperator, "which is raw bytes")]
    [InlineData("fd.num = oneof (1)", 7, DiagnosticCodes.WrongOperator, "oneof and allof do not work on fd.num")]
    [InlineData("fd.sip = host", 9, DiagnosticCodes.WrongValue, "write it as in 10.0.0.1")]
    [InlineData("fd.snet = 10.0.0.0/64", 10, DiagnosticCodes.WrongValue, "write it as in 10.0.0.0/8")]
    [InlineData("fd.sport = nosuchservice", 11, DiagnosticCodes.WrongValue, "a service such as https")]
    [InlineData("fd.sport = 70000", 11, DiagnosticCodes.WrongValue, "is no value for fd.sport")]
    [InlineData("evt.type = opne", 11, DiagnosticCodes.UnknownEvent, "there is no event opne (did you mean open?)")]
    [InlineData("evt.type in (open, openatt)", 19, DiagnosticCodes.UnknownEvent, "did you mean openat")]
    [InlineData("fd.nameraw regex '('", 17, DiagnosticCodes.WrongValue, "this regular expression cannot be used")]
    [InlineData("fd.nameraw bcontains xyz", 21, DiagnosticCodes.WrongValue, "not an even number of hexadecimal digits")]
    [InlineData("fd.nameraw = \"a\\x00\"", 13, DiagnosticCodes.WrongValue, "no zero byte")]
    [InlineData("evt.outputtime = x", 0, DiagnosticCodes.OutputOnly, "for output only")]
    [InlineData("tolower(fd.num) = x", 8, DiagnosticCodes.WrongTransformer, "tolower takes text, and fd.num is a whole number")]
    [InlineData("tolower(proc.aname) = x", 8, DiagnosticCodes.WrongTransformer, "choose one: proc.aname[1]")]
    [InlineData("getopt(proc.args, 'a')[b] = x", 0, DiagnosticCodes.BadArgument, "none of the options")]
    [InlineData("fd.num = val(proc.name)", 9, DiagnosticCodes.WrongOperator, "fd.num is a whole number, proc.name is a text")]
    [InlineData("proc.name = val(proc.aname)", 12, DiagnosticCodes.WrongOperator, "stands for several values")]
    [InlineData("proc.name in val(fd.types)", 13, DiagnosticCodes.WrongOperator, "must both be lists")]
    [InlineData("proc.name regex val(proc.exe)", 16, DiagnosticCodes.WrongOperator, "regex does not compare two fields")]
    [InlineData("fd.snet = val(fd.snet)", 10, DiagnosticCodes.WrongOperator, "networks are not compared")]
    [InlineData("spawned_process", 0, DiagnosticCodes.UnknownMacro, "no macro of that name")]
    public void An_error_points_at_its_place_and_says_what_is_wrong(string text, int offset, string code, string message)
    {
        var result = _bench.TryCompile(text);

        Assert.Null(result.Filter);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((code, offset), (diagnostic.Code, diagnostic.Span.Offset));
        Assert.Contains(message, diagnostic.ToText(text), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported_with_the_source_of_their_text()
    {
        var macro = FilterParser.Parse("fd.num = x", "macro").Expression!;
        var rule = Rewriting.ReplaceMacros(FilterParser.Parse("proc.nmae = a or m", "rule").Expression!, _ => macro).Expression!;

        var result = new FilterCompiler(_bench.Fields.Catalogue, _bench.Set).Compile(rule);

        Assert.Equal([("rule", 0), ("macro", 9)], result.Diagnostics.Select(d => ((string)d.Source!, d.Span.Offset)));
    }

    [Theory]
    [InlineData("evt.dir = <", DiagnosticCodes.DeprecatedField)]
    [InlineData("fd.nameraw regex '.*etc.*'", DiagnosticCodes.SimplerThanRegex)]
    [InlineData("proc.name = proc.exe", DiagnosticCodes.LooksLikeField)]
    [InlineData("proc.name = 'tolower(proc.exe)'", DiagnosticCodes.LooksLikeField)]
    public void Doubtful_conditions_work_with_a_warning(string text, string code)
    {
        var result = _bench.TryCompile(text);

        Assert.NotNull(result.Filter);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((code, DiagnosticSeverity.Warning), (diagnostic.Code, diagnostic.Severity));
    }

    [Fact]
    public void Equal_comparisons_are_one_however_they_are_written()
    {
        _bench.Compile("proc.name in (b, a) or proc.name = x");
        _bench.Compile("proc.name in ('a', \"b\", a) and not proc.name == x and proc.name in (x)");
        _bench.Compile("proc.name intersects (x)");

        Assert.Equal(["proc.name = (\"x\")", "proc.name in (\"a\", \"b\")"], _bench.Set.Describe().Select(p => p.Text).Order(StringComparer.Ordinal));
        Assert.Equal(2, _bench.Set.CountOf(Lifetime.Image));
    }

    [Theory]
    [InlineData("evt.type = openat", false, false)]
    [InlineData("evt.type in (open, openat) and fd.num = 1", true, false)]
    [InlineData("evt.type = execve or (fd.num = 1 and evt.type = open)", true, true)]
    [InlineData("not evt.type = execve", true, false)]
    [InlineData("not (evt.type != execve or fd.num = 1)", false, true)]
    [InlineData("evt.type startswith exec", false, true)]
    public void Events_that_can_match_are_found(string text, bool open, bool execve)
    {
        var codes = _bench.Compile(text).EventCodes;

        Assert.Equal((open, execve), (codes.Contains(EventCode.OpenExit), codes.Contains((EventCode)293)));
    }

    [Fact]
    public void A_filter_on_types_lists_exactly_their_codes()
    {
        var filter = _bench.Compile("evt.type in (open, openat) and fd.num >= 0");

        Assert.Equal(EventTable.Named("open").Concat(EventTable.Named("openat")).Select(e => e.Code).Order(), filter.EventCodes.Order());
        Assert.Empty(filter.GenericSyscalls);
    }

    [Fact]
    public void For_one_code_the_type_is_no_longer_asked()
    {
        var filter = _bench.Compile("evt.type in (open, openat) and fd.num >= 0");

        Assert.Null(filter.For(EventCode.ReadExit));
        var open = filter.For(EventCode.OpenExit)!;
        Assert.Equal(["fd.num"], open.Fields.Select(f => f.Text));
        Assert.Equal(["evt.type", "fd.num"], filter.Fields.Select(f => f.Text).Order());
        _bench.Fields["fd.num"] = 3;
        Assert.Equal(Truth.True, _bench.Ask(open));
        Assert.Equal(true, _bench.Compile("evt.type = open").For(EventCode.OpenExit)!.Constant);
    }

    [Fact]
    public void A_call_without_an_event_of_its_own_comes_as_the_generic_one()
    {
        var name = SyscallTable.All.First(call => !EventTable.Named(call.Name).Any() && call.Name != "unknown").Name;
        var filter = _bench.Compile($"evt.type = {name}");

        Assert.Equal([EventCode.SyscallEnterOld0, EventCode.SyscallExit], filter.EventCodes.Order());
        Assert.Equal([SyscallTable.Find(name)], filter.GenericSyscalls);
        Assert.Null(filter.For(EventCode.OpenExit));
        Assert.Same(filter, filter.For(EventCode.SyscallExit));
    }

    [Fact]
    public void A_filter_without_types_can_match_everything()
    {
        var filter = _bench.Compile("fd.num = 1");

        Assert.True(filter.EventCodes.Count > 300);
        Assert.True(filter.GenericSyscalls.Count > 50);
        Assert.Same(filter, filter.For(EventCode.OpenExit));
    }

    [Fact]
    public void The_comparisons_of_a_filter_can_be_explained()
    {
        var filter = _bench.Compile("fd.num = 1 and proc.name = x");
        _bench.Fields["fd.num"] = 1;

        Assert.Equal([("proc.name = (\"x\")", Truth.False), ("fd.num = (\"1\")", Truth.True)],
            filter.Explain(_bench.Context(), new Evaluator(_bench.Set)));
    }

    [Fact]
    public void Evaluating_allocates_nothing()
    {
        var filters = new[]
        {
            "fd.nameraw in (a, b, c) or fd.nameraw glob '/etc/*x' or fd.nameraw icontains PASSWX or fd.nameraw pmatch (/usr, '/v*')",
            "fd.nameraw regex '/etc/[a-z]+x' or fd.nameraw startswith oneof (/usr, /var) or toupper(fd.nameraw) = x",
            "fd.num in (4, 5) or proc.name = zsh or container.image = x or proc.pname = x or proc.aname = q or fd.nameraw = val(proc.name)",
            "concat(fd.nameraw, '-', proc.name) = x or len(fd.nameraw) = 3 or getopt(fd.nameraw, 'ab:')[b] = x or b64(fd.nameraw) = x",
            "fd.sip = 10.0.0.1 or fd.snet in (10.0.0.0/8, fe80::/10) or fd.sport = https or fd.port = 80",
        }.Select(_bench.Compile).ToArray();
        var name = System.Text.Encoding.UTF8.GetBytes("/etc/passwd");
        _bench.Fields["fd.nameraw"] = name;
        _bench.Fields["fd.num"] = 3;
        _bench.Fields["proc.name"] = System.Text.Encoding.UTF8.GetBytes("sh");
        var thread = _bench.Seed(50, "sh");
        var evaluator = new Evaluator(_bench.Set);
        var bytes = new EventBuilder(EventCode.OpenExit, 1, 50).Build();
        Run(1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(ulong start)
        {
            for (var number = start; number < start + 100; number++)
            {
                EventView.TryRead(bytes, default, out var view);
                var context = new EventContext(view, _bench.Host, new Lanner.State.EventSubject(thread, null), number, _bench.Scratch);
                foreach (var filter in filters)
                {
                    if (filter.Evaluate(context, evaluator) != Truth.False) throw new InvalidOperationException("must not match");
                }
            }
        }
    }

    [Fact]
    public void Random_conditions_compile_or_say_why_and_can_be_evaluated()
    {
        string[] fields = [.. _bench.Fields.Catalogue.Definitions.Select(d => d.Name), "proc.aname[2]", "evt.arg.x", "tolower(proc.name)", "len(fd.types)"];
        string[] operators = [.. CheckOperators.Words, "=", "!=", "<", ">=", "startswith oneof", "= allof"];
        string[] values = ["a", "5", "(a, b)", "(1)", "()", "true", "10.0.0.0/8", "val(proc.name)", "val(fd.types)", "'*a*'", "'[a'", "ff", "open"];
        var seed = Environment.TickCount;
        var random = new Random(seed);
        foreach (var field in fields)
        {
            _bench.Fields[field] = "value";
        }

        var thread = _bench.Seed(50, "sh");
        var compiled = 0;
        for (var i = 0; i < 5000; i++)
        {
            var text = string.Join(random.Next(2) == 0 ? " and " : " or not ", Enumerable.Range(0, 1 + random.Next(3))
                .Select(_ => $"{Pick(fields)} {Pick(operators)} {Pick(values)}"));
            var result = _bench.TryCompile(text);
            Assert.True(result.Filter is null == result.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error), $"seed {seed}: {text}");
            if (result.Filter is null) continue;
            compiled++;
            Assert.True(_bench.Ask(result.Filter, thread) != Truth.Unknown, $"seed {seed}: {text}");
        }

        Assert.True(compiled > 100);

        string Pick(string[] from) => from[random.Next(from.Length)];
    }
}
