using System.Diagnostics;
using System.Text;
using Lanner.Rules.Tests.Loading;

namespace Lanner.Rules.Tests.Files;

/// <summary>Whatever bytes a rule file has, reading it ends soon and throws nothing.</summary>
public class BrokenFileTests
{
    static readonly byte[][] s_pieces =
    [
        .. new[]
        {
            "'", "\"", "[", "]", "{", "}", ":", ": ", "- ", "\n", "\n- ", "\n  ", "\t", "&a ", "*a", "!!int ", "|", ">", "|9\n", "---\n", "...\n", "#", "%", "@",
            "`", "?", "? ", "<<: *a", "\\", "\r", "\u0085", "\u2028", "\ufeff", "\0", "not ", "and ", "(", ")", ",", "=", "override: {condition: append}\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Mutations_of_the_official_rules_end_in_diagnostics(int seed)
    {
        var original = File.ReadAllBytes(OfficialRules.PathOf(OfficialRules.Stable));
        // A part of the file at a time, so that many mutations fit in the time of a test.
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 500; round++)
        {
            var start = random.Next(original.Length - 4000);
            var bytes = original.AsSpan(start, 4000).ToArray().ToList();
            for (var edits = random.Next(1, 12); edits > 0; edits--) Mutate(bytes, random);
            Load([.. bytes], $"seed {seed}, round {round}");
        }

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "mutated files took too long");
    }

    [Fact]
    public void Every_beginning_of_a_file_ends_in_diagnostics()
    {
        var original = File.ReadAllBytes(OfficialRules.PathOf(OfficialRules.Stable));
        for (var length = 0; length < 6000; length += 7) Load(original.AsSpan(0, length).ToArray(), $"length {length}");
    }

    [Theory]
    [InlineData("'")]
    [InlineData("- '\n")]
    [InlineData("[")]
    [InlineData("- {")]
    [InlineData("- ? ")]
    [InlineData("- &a *a\n")]
    [InlineData("- a: b: ")]
    [InlineData("- |\n")]
    [InlineData("- \"\\")]
    [InlineData("- !<")]
    [InlineData("- - - - ")]
    [InlineData("%YAML 1.2\n---\n")]
    [InlineData("--- ")]
    [InlineData("- a\n - b\n")]
    public void A_piece_repeated_for_long_ends_soon(string piece)
    {
        var watch = Stopwatch.StartNew();
        Load(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length))), piece);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
    }

    static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(4))
        {
            case 0: bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]); break;
            case 1: bytes.RemoveRange(at, length); break;
            case 2: bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length)); break;
            default:
                if (at < bytes.Count) bytes[at] = (byte)random.Next(256);
                break;
        }
    }

    static void Load(byte[] bytes, string what)
    {
        try
        {
            var rules = Assembled.OfBytes(bytes);
            foreach (var diagnostic in rules.Diagnostics)
            {
                Assert.True(diagnostic.Line >= 1 && diagnostic.Column >= 1 && diagnostic.Caret <= diagnostic.Snippet.Length, what);
                Assert.NotEqual("", diagnostic.Message);
            }

            Assert.NotNull(Lanner.Rules.Diagnostics.DiagnosticText.Render(rules.Diagnostics));
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{what}: {fault}");
        }
    }
}
