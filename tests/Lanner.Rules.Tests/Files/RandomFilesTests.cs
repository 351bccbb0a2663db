using System.Text;

namespace Lanner.Rules.Tests.Files;

/// <summary>Rule files damaged at random: whatever they hold, loading ends with problems that lie within them. A failure names its seed.</summary>
public class RandomFilesTests
{
    const string Good = """
        - required_engine_version: 0.31.0
        - list: shells
          items: [bash, sh, "a b", 'c,d']
        - macro: shell
          condition: (proc.name in (shells) or proc.name startswith "z")
        - rule: A
          desc: >
            Two
            lines
          condition: evt.type = execve and shell and not proc.pname in (cron, "x y")
          output: "Shell | %proc.name %proc.aname[2] %container.info"
          priority: warning
          tags: [a, b]
          exceptions:
            - name: known
              fields: [proc.name, fd.name]
              comps: [=, startswith]
              values:
                - [bash, /tmp]
                - [sh, "/var/x"]
        - rule: A
          condition: and user.uid = 0
          output: more %user.name
          override: {condition: append, output: append}
        - exception: common
          fields: [proc.name]
          values: [[a], [b]]
          rules: ["A*"]
        """;

    static readonly string[] s_pieces =
        ["- ", ": ", "\n", "\n  ", "'", "\"", "[", "]", "{", "}", "&a ", "*a", "!!x ", "|", ">", "#", "\t", "\0", "é", "%", "and ", "(", ")", "- rule: B\n", "---\n"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Problems_lie_within_the_file(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 25; i++)
        {
            var text = new StringBuilder(Good);
            for (var damage = random.Next(1, 6); damage > 0; damage--)
            {
                var at = random.Next(text.Length);
                if (random.Next(2) == 0) text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                else text.Insert(at, s_pieces[random.Next(s_pieces.Length)]);
            }

            var content = text.ToString();
            var result = RuleFixture.Load(content);
            Assert.Equal(result.RuleSet is null, result.Errors.Any());
            foreach (var problem in result.Diagnostics)
            {
                Assert.True(problem.Position.Offset >= 0 && problem.Position.Offset <= content.Length && problem.Line >= 1 && problem.Column >= 1,
                    $"seed {seed}: {problem}\n{content}");
                Assert.True(problem.Caret <= problem.Snippet.Length, $"seed {seed}: {problem}\n{content}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Bytes_that_are_no_text_are_refused_or_read(int seed)
    {
        var random = new Random(seed);
        var bytes = Encoding.UTF8.GetBytes(Good);
        for (var i = 0; i < 5; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        var result = new RuleSetBuilder(TestCatalogue.Instance).Add("x.yaml", bytes).Build();
        Assert.Equal(result.RuleSet is null, result.Errors.Any());
    }
}
