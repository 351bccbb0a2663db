using System.Security.Cryptography;
using System.Text;

namespace Lanner.Cli.Tests.Sysdig;

/// <summary>
/// What the name sysdig prints of the captures of other projects, beside what sysdig 0.29.3 prints: equal in every letter but for what
/// <see cref="ListedDifferences"/> names. Where sysdig is not installed, beside what it printed when this was written.
/// </summary>
public sealed class LineComparisonTests
{
    const string Sysdig = "/usr/bin/sysdig";

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var expected in ExpectedLines.All) cases.Add(expected.Capture, expected.Options);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lines_are_those_of_sysdig(string capture, string options)
    {
        var path = CaptureFolder.Find(capture);
        string[] words = ["-r", path, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var differences = new ListedDifferences(FurtherThreads(path));
        var ours = differences.Remove(InUtc(Program.Path, ["sysdig", .. words]), options);
        Assert.NotEmpty(ours);
        var expected = ExpectedLines.Of(capture, options);
        if (File.Exists(Sysdig))
        {
            var theirs = differences.Remove(InUtc(Sysdig, words), options);
            AssertSame(theirs, ours);
        }

        Assert.Equal(expected.Content, $"{ours.Count(c => c == '\n')}\t{Hash(ours)}");
    }

    static void AssertSame(string theirs, string ours)
    {
        if (theirs == ours) return;
        var (their, our) = (theirs.Split('\n'), ours.Split('\n'));
        var different = Enumerable.Range(0, Math.Max(their.Length, our.Length)).Where(i => their.ElementAtOrDefault(i) != our.ElementAtOrDefault(i)).ToList();
        Assert.Fail($"{different.Count} of {their.Length} lines differ:\n"
            + string.Join('\n', different.Take(10).Select(i => $"sysdig {their.ElementAtOrDefault(i)}\nours   {our.ElementAtOrDefault(i)}")));
    }

    static HashSet<string> FurtherThreads(string path) =>
        [.. InUtc(Program.Path, ["sysdig", "-r", path, "-p", "%thread.tid %proc.pid"]).Split('\n')
            .Select(line => line.Split(' ')).Where(ids => ids is [var tid, var pid] && tid != pid).Select(ids => ids[0])];

    static string InUtc(string program, string[] arguments) => Program.RunOther("/usr/bin/env", ["TZ=UTC", "LC_ALL=C", program, .. arguments]).Output;

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
