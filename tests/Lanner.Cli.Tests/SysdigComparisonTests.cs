using System.Text.RegularExpressions;

using Lanner.Cli.Tests.Sysdig;

namespace Lanner.Cli.Tests;

/// <summary>
/// Lines of <c>lanner events</c> beside those of sysdig itself, where it is installed, on the captures of other projects. Compared are
/// exit events: what old captures say on entering a call is part of its exit here, behind what the exit had before.
/// </summary>
public sealed partial class SysdigComparisonTests
{
    const string TheirProgram = "/usr/bin/sysdig";

    static readonly string[] s_fields =
    [
        "evt.rawtime", "thread.tid", "evt.type", "proc.pid", "proc.name", "evt.cpu", "evt.res", "fd.num", "fd.type", "fd.name", "container.id", "container.name",
        "evt.args",
    ];

    public static TheoryData<string> Captures =>
    [
        "502Error.scap", "cat_write.scap", "curl_google.scap", "open-multiple-files.scap", "run_as_user_0_container.scap", "sample.scap",
        "single_ipv6_conn.scap",
    ];

    [Theory]
    [MemberData(nameof(Captures))]
    public void Exit_events_are_those_of_sysdig(string capture)
    {
        var path = Find(capture);
        var theirs = Lines(Program.RunOther(TheirProgram, "-r", path, "-p", Format, "evt.dir=<").Output);
        var ours = Lines(Program.Run("events", "-r", path, "-p", Format, "evt.dir=<").Output);
        Assert.NotEmpty(theirs);
        var differences = new List<string>();
        foreach (var (key, line) in theirs)
        {
            if (!ours.TryGetValue(key, out var own)) differences.Add($"{key}: missing");
            else differences.AddRange(Differences(line, own).Select(field => $"{key} {line[2]} {field}: sysdig '{line[Index(field)]}', lanner '{own[Index(field)]}'"));
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences in {theirs.Count} events:\n{string.Join('\n', differences.Take(20))}");
    }

    static string Format => "*%" + string.Join("|%", s_fields);

    static int Index(string field) => Array.IndexOf(s_fields, field);

    static IEnumerable<string> Differences(string[] theirs, string[] ours)
    {
        for (var i = 2; i < s_fields.Length; i++)
        {
            var (their, our) = (Alike(theirs[i]), Alike(ours[i]));
            var same = s_fields[i] switch
            {
                // A thread has its process's name here.
                "proc.name" => theirs[1] != theirs[3] || their == our,
                "evt.type" => their == our || our == their + "4" || their == "<unknown>",
                // Calls that have told their descriptor since: sysdig's version takes it from the parameters of its own schema.
                // A folder is not known where the working directory is not.
                // Of a pipe's two numbers the other is taken for the subject. Which end of a connection is the server is guessed by sysdig,
                // from the ports listened on, for those that were there before.
                "fd.num" or "fd.type" => their.Length == 0 || their == "-1" || their == our || theirs[2] is "mmap" or "pipe",
                "fd.name" => their.Length == 0 || their == our || theirs[2] is "mmap" or "sendmsg" || our == "." || Ends(their).SequenceEqual(Ends(our)),
                // A directory that was never told (the capture began behind it) is not guessed.
                "evt.args" => our.StartsWith(their, StringComparison.Ordinal) || their.Contains(" name=.(/)", StringComparison.Ordinal),
                _ => their == our,
            };
            if (!same) yield return s_fields[i];
        }
    }

    static IEnumerable<string> Ends(string connection) => connection.Split("->").Order(StringComparer.Ordinal);

    /// <summary>Takes out what is only written differently: kinds of nothing, the protocol behind an address family, names of pipes.</summary>
    static string Alike(string text)
    {
        text = Nothing().Replace(text, "$1 ");
        text = Family().Replace(text, "<$1>");
        text = Pipe().Replace(text, "");
        text = text.Replace(" pgid=", " vpgid=", StringComparison.Ordinal).Replace("loginuid=-1(<NONE>)", "loginuid=-1", StringComparison.Ordinal);
        return text is "<NA>" or "NULL" ? "" : text.EndsWith(' ') ? text[..^1] : text;
    }

    static string Find(string capture)
    {
        if (!File.Exists(TheirProgram)) Assert.Skip("not here: sysdig");
        return CaptureFolder.Find(capture);
    }

    /// <summary>By time and thread.</summary>
    static Dictionary<string, string[]> Lines(string output)
    {
        var lines = new Dictionary<string, string[]>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cells = line.Split('|', s_fields.Length);
            // A line break in data makes two lines of one, the second of which is none.
            if (cells.Length == s_fields.Length) lines[$"{cells[0]} {cells[1]}"] = cells;
        }

        return lines;
    }

    [GeneratedRegex("(data=|args=)(NULL)? ")]
    private static partial Regex Nothing();

    [GeneratedRegex("<([46])[turi]>")]
    private static partial Regex Family();

    [GeneratedRegex(@"pipe:\[[0-9]+\]")]
    private static partial Regex Pipe();
}
