using System.Text;
using Lanner.RuleTests.Reading;

namespace Lanner.RuleTests.Tests;

/// <summary>What is wrong with a test file is told with its place, and with the word that was meant.</summary>
public class TestFileReaderTests
{
    [Theory]
    [InlineData("- tests: x", "1:3: error: this item is neither a test nor a setup", "did you mean test?")]
    [InlineData("test: x", "1:1: error: a test file is a list, and this is a mapping", "- test: what is shown by it")]
    [InlineData("- test: x\n  rules: []", "1:9: error: the test has no events", "events: [...], or capture: a file")]
    [InlineData("- test: x\n  events: []", "1:9: error: the test does not say what it expects", "rules: [")]
    [InlineData("- test: x\n  rule: a\n  events: []", "2:3: error: a test has no 'rule'", "did you mean rules?")]
    [InlineData("- test: x\n  rules: []\n  capture: none.scap", "3:12: error: there is no such file", null)]
    [InlineData("- {test: x, rules: [], events: []}\n- {test: x, rules: [], events: []}", "2:10: error: there is another test 'x'", "tests are told apart")]
    [InlineData("- test: x\n  rules: [", "error: ", null)]
    public void A_wrong_item_is_told(string text, string problem, string? hint) => AssertProblem(text, problem, hint);

    [Theory]
    [InlineData("opneat: /x", "6:13: error: there is no event opneat", "did you mean openat?")]
    [InlineData("openat: {nam: /x}", "6:22: error: openat has no parameter nam", "did you mean name?")]
    [InlineData("openat: /x, flags: O_RDONYL", "6:32: error: openat's 'flags' cannot be 'O_RDONYL'", "did you mean O_RDONLY?")]
    [InlineData("openat: /x, fails: EACESS", "6:32: error: there is no error EACESS", "did you mean EACCES?")]
    [InlineData("openat: /x, name: /y", "6:25: error: 'name' is given twice", null)]
    [InlineData("connect: somewhere", "6:22: error: this is no address", "10.0.0.5:443")]
    [InlineData("connect: 2001:db8::1:443", "6:22: error: this is no address", "'[::1]:80'")]
    [InlineData("kill: SIGKIL", "6:19: error: kill's 'sig' cannot be 'SIGKIL'", "did you mean SIGKILL?")]
    [InlineData("setuid: bobb", "6:21: error: there is no user bobb", "did you mean bob?")]
    [InlineData("poll: {fds: x}", "6:25: error: poll's 'fds' cannot be described", "take a capture")]
    [InlineData("exec: a, parnet: cat", "6:22: error: an event has no 'parnet'", "did you mean parent?")]
    [InlineData("exec: a, container: web", "6:22: error: the process cat is there already", null)]
    [InlineData("exec: a, stdin: /x", "6:22: error: 'stdin' can only be said of a process under 'processes'", "dup2")]
    [InlineData("exec: a, capabilities: CAP_SYS_ADMNI", "6:36: error: there is no capability CAP_SYS_ADMNI", "did you mean CAP_SYS_ADMIN?")]
    [InlineData("exec: ''", "6:19: error: 'exec' is a command line", null)]
    [InlineData("exit: often", "6:19: error: 'exit' must be a number from 0 to 255", null)]
    [InlineData("", "6:12: error: the event is missing", null)]
    public void A_wrong_event_is_told(string deed, string problem, string? hint)
    {
        AssertProblem($"- test: x\n  users: {{bob: 1001}}\n  processes: {{cat: cat}}\n  rules: []\n  events:\n    - cat: {{{deed}}}", problem, hint);
    }

    [Theory]
    [InlineData("    - dog: {openat: /x}", "there is no process dog here", "there are ")]
    [InlineData("    - cat: openat", "what does cat do?", "- cat: {openat: /etc/shadow}")]
    [InlineData("    - {cat: {}, dog: {}}", "an event has one key", "- cat: {openat: /etc/shadow}")]
    [InlineData("    - at: soon", "'at' is a time", null)]
    [InlineData("    - at: 5s\n    - at: 1s", "this time is before that of the event before", null)]
    [InlineData("    - start: webb", "there is no container webb", "did you mean web?")]
    [InlineData("    - start: web\n    - start: web", "the container web was started before", null)]
    [InlineData("    - sh: {exec: sh, container: webb}", "there is no container webb", "did you mean web?")]
    [InlineData("    - sh: {exec: sh, parent: dog}", "there is no process dog before this one", "there are ")]
    public void A_wrong_scene_is_told(string events, string problem, string? hint) =>
        AssertProblem($"- test: x\n  processes: {{cat: cat}}\n  containers: {{web: nginx}}\n  rules: []\n  events:\n{events}", problem, hint);

    [Theory]
    [InlineData("containers: {web: {imag: x}}", "a container has no 'imag'", "did you mean image?")]
    [InlineData("containers: {web: {mounts: [data]}}", "a mount is written /of/the/host:/in/the/container", null)]
    [InlineData("containers: {web: {engine: dokcer}}", "there is no engine dokcer", "did you mean docker?")]
    [InlineData("containers: {web: {known_after: later}}", "'known_after' must be a time", null)]
    [InlineData("containers: {web: {id: xyz}}", "an id is 12 or 64 hexadecimal digits", null)]
    [InlineData("containers: {host: x}", "a container cannot be called 'host'", null)]
    [InlineData("containers: [web]", "is described by 'key: value' pairs, and this is a list", null)]
    [InlineData("processes: {init: x}", "there is a process 'init' already", null)]
    [InlineData("processes: {a: {exe: a, stdin: nothing}}", "this is no descriptor", "pipe")]
    [InlineData("processes: {a: {exe: a, age: old}}", "'age' must be a time", null)]
    [InlineData("processes: {a: {exe: a, tty: maybe}}", "'tty' must be a number", null)]
    [InlineData("users: {bob: {home: /x}}", "the user bob needs a uid", null)]
    [InlineData("host_names: {x: y}", "the addresses of x are IPv4 or IPv6 addresses", null)]
    public void A_wrong_setup_is_told_without_a_test(string setup, string problem, string? hint) => AssertProblem($"- setup:\n    {setup}", problem, hint);

    [Fact]
    public void A_problem_is_shown_with_its_line()
    {
        var problems = new TestProblems();
        Assert.Null(TestFileReader.Read("a\u001b.yaml", "- tests: x"u8, problems));
        Assert.Equal("a\ufffd.yaml:1:3: error: this item is neither a test nor a setup\n  1 | - tests: x\n    |   ^\n  hint: did you mean test?\n", problems.ToString());
    }

    [Theory]
    [InlineData("- setup:\n    users: {TEXT: 1}")]
    [InlineData("- setup:\n    containers: {TEXT: x, b: {labels: {TEXT: TEXT}, name: TEXT}}")]
    [InlineData("- setup:\n    processes: {TEXT: {}, b: {exe: TEXT}}")]
    [InlineData("- {test: x, rules: [], events: [{TEXT: {exec: }}]}")]
    [InlineData("- {test: x, rules: [], events: [{init: {openat: TEXT}}]}")]
    [InlineData("- {test: x, rules: [], events: [{init: {connect: /TEXT}}]}")]
    [InlineData("- {test: x, rules: [], events: [{init: {connect: {addr: /TEXT, tuple: /TEXT->/TEXT}}}]}")]
    [InlineData("- {test: x, rules: [], events: [{init: {write: {data: TEXT}}}]}")]
    [InlineData("- {test: x, rules: [], events: [{init: {write: {data: {hex: TEXT}}}}]}")]
    [InlineData("- {test: x, rules: [], events: [{init: {exec: a, env: [TEXT], args: [TEXT]}}]}")]
    [InlineData("- {test: x, rules: [], events: [{init: {exec: a, env: {TEXT: TEXT}}}]}")]
    public void A_text_may_be_as_long_as_it_likes(string text)
    {
        var problems = new TestProblems();
        TestFileReader.Read("t.yaml", Encoding.UTF8.GetBytes(text.Replace("TEXT", new string('a', 200_000), StringComparison.Ordinal)), problems);
        Assert.All(problems.Items, problem => Assert.InRange(problem.Message.Length, 1, 300));
    }

    [Fact]
    public void Aliases_cannot_make_a_short_file_into_a_long_one()
    {
        var text = new StringBuilder("- setup:\n    containers: &c {web: {image: x, env: &e [");
        for (var i = 0; i < 400; i++) text.Append('x', 4000).Append(',');
        text.Append("x]}}\n");
        for (var i = 0; i < 200; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- {{test: t{i}, rules: [], containers: {{a: {{env: *e}}, b: {{env: *e}}}}, events: []}}\n");
        AssertProblem(text.ToString(), "of events", "use several files");
    }

    [Fact]
    public void Whatever_a_file_says_it_is_read_or_refused()
    {
        var texts = new[] { "rules/lanner.test.yaml", LookFile.Tests }.Select(path => string.Join('\n', File.ReadLines(Path.Combine(Checkout.Root, path)).Take(250))).ToList();
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var words = texts.SelectMany(text => text.Split([' ', '\n', ',', ':', '{', '}'], StringSplitOptions.RemoveEmptyEntries)).Distinct().ToArray();
        for (var round = 0; round < 40; round++)
        {
            var text = new StringBuilder(texts[round % texts.Count]);
            for (var change = 0; change < 1 + round % 8; change++)
            {
                var at = random.Next(text.Length);
                if (random.Next(3) == 0) text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at));
                else text.Insert(at, random.Next(2) == 0 ? words[random.Next(words.Length)] : ((char)random.Next(1, 128)).ToString());
            }

            var problems = new TestProblems();
            var file = TestFileReader.Read($"seed {seed}, round {round}", Encoding.UTF8.GetBytes(text.ToString()), problems);
            Assert.Equal(file is null, problems.Count > 0);
        }
    }

    static void AssertProblem(string text, string problem, string? hint)
    {
        var problems = new TestProblems();
        Assert.Null(TestFileReader.Read("t.yaml", Encoding.UTF8.GetBytes(text), problems));
        Assert.Contains(problem, problems.ToString(), StringComparison.Ordinal);
        if (hint is not null) Assert.Contains(problems.Items, p => p.ToString().Contains(problem, StringComparison.Ordinal) && p.Hint!.Contains(hint, StringComparison.Ordinal));
    }
}
