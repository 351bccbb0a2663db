using System.Globalization;
using System.Text.RegularExpressions;

namespace Lanner.Cli.Tests.Chisels;

/// <summary>
/// What chisels print beside what those of sysdig print, where it is installed, on the captures of other projects. Lines are compared
/// without their order, and rows of equal values that are cut off at the end of a table only in number. What is excepted has its reason
/// here and in docs/chisels.md.
/// </summary>
public sealed partial class ChiselComparisonTests
{
    const string Sysdig = "/usr/bin/sysdig";
    const string Web = "502Error.scap";
    const string Shell = "run_as_user_0_container.scap";

    static readonly string[] s_tables =
    [
        "topfiles_bytes", "topfiles_time", "topfiles_errors", "topprocs_file", "topprocs_net", "topprocs_errors",
        "topcontainers_file", "topcontainers_net", "topcontainers_error", "topconns", "topports_server", "httptop", "httptop time",
        "httptop bytes", "fdbytes_by proc.name", "fdbytes_by fd.directory", "fdtime_by fd.name",
    ];

    static readonly string[] s_lines =
    [
        "httplog", "echo_fds", "fdcount_by fd.type", "iobytes", "iobytes_file", "iobytes_net", "spy_file", "spy_file R /etc/hosts", "stdin", "stdout", "stderr", "spy_logs",
        "spy_syslog", "spy_ip 192.168.0.2", "spy_port 80", "bottlenecks", "fileslower 0", "netlower 0", "scallslower 100", "proc_exec_time",
        "list_login_shells", "spy_users", "lscontainers", "lscontainers desc", "lsof", "lsof fd.type=file", "netstat", "ps", "memcachelog",
    ];

    public static TheoryData<string, string, bool> Tables => Cases(s_tables);

    public static TheoryData<string, string, bool> Shares => Cases(["topprocs_cpu", "topcontainers_cpu"]);

    public static TheoryData<string, string, bool> Lists => Cases(s_lines);

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_has_the_rows_of_sysdig(string chisel, string capture, bool withContainers)
    {
        var (ours, theirs) = (Rows(Ours(chisel, capture, withContainers)), Rows(Theirs(chisel, capture, withContainers)));
        Assert.Equal(theirs.Count, ours.Count);
        // Which of the rows with the least value shown are shown is by chance.
        var least = theirs.Count > 0 ? Value(theirs[^1]) : "";
        Assert.Equal(theirs.Where(row => Value(row) != least).Order(StringComparer.Ordinal), ours.Where(row => Value(row) != least).Order(StringComparer.Ordinal));
        Assert.Equal(theirs.Select(Value), ours.Select(Value));
    }

    /// <summary>Those that were waiting for a processor, and accept4 under the name accept, are sysdig's alone.</summary>
    [Theory]
    [InlineData(Web)]
    [InlineData(Shell)]
    public void Times_of_calls_are_those_of_sysdig(string capture)
    {
        var ours = Rows(Ours("topscalls_time", capture, false)).ToDictionary(row => row[20..].Trim(), Value);
        var theirs = Rows(Theirs("topscalls_time", capture, false)).ToDictionary(row => row[20..].Trim(), Value);
        var same = theirs.Where(call => ours.ContainsKey(call.Key) && call.Key != "accept").ToList();
        Assert.True(same.Count > 15, $"only {same.Count} calls are in both");
        Assert.All(same, call => Assert.Equal(call.Value, ours[call.Key]));
    }

    /// <summary>The time that passed is not quite the same: sysdig counts from and to entries of calls, which are part of their exits here.</summary>
    [Theory]
    [MemberData(nameof(Shares))]
    public void Shares_of_processors_are_those_of_sysdig(string chisel, string capture, bool withContainers)
    {
        var ours = Rows(Ours(chisel, capture, withContainers)).ToDictionary(row => row[20..], Share);
        var theirs = Rows(Theirs(chisel, capture, withContainers)).Where(row => Share(row) > 0).ToList();
        Assert.NotEmpty(theirs);
        Assert.All(theirs, row => Assert.InRange(ours[row[20..]], Share(row) * 0.98 - 0.01, Share(row) * 1.02 + 0.01));
    }

    static double Share(string row) => double.Parse(Value(row).TrimEnd('%'), CultureInfo.InvariantCulture);

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_has_the_lines_of_sysdig(string chisel, string capture, bool withContainers)
    {
        var own = Ours(chisel, capture, withContainers);
        // The last second has its line, too.
        if (chisel.StartsWith("iobytes", StringComparison.Ordinal)) own.RemoveAt(own.Count - 1);
        var ours = own.Select(line => Alike(chisel, line)).OfType<string>().Order(StringComparer.Ordinal);
        var theirs = Theirs(chisel, capture, withContainers).Select(line => Alike(chisel, line)).OfType<string>().Order(StringComparer.Ordinal);
        Assert.Equal(Known(chisel, theirs), Known(chisel, ours));
    }

    /// <summary>sysdig counts entry and exit, and statistics; a call counts once here.</summary>
    [Theory]
    [InlineData(Web)]
    [InlineData(Shell)]
    public void Calls_are_counted_once(string capture)
    {
        var ours = Rows(Ours("topscalls", capture, false)).ToDictionary(row => row[20..].Trim(), row => int.Parse(Value(row), CultureInfo.InvariantCulture));
        var theirs = Rows(Theirs("topscalls", capture, false)).ToDictionary(row => row[20..].Trim(), row => int.Parse(Value(row), CultureInfo.InvariantCulture));
        Assert.DoesNotContain("procinfo", ours.Keys);
        var same = theirs.Where(call => ours.ContainsKey(call.Key) && call.Key is not ("accept" or "clone" or "procexit" or "signaldeliver" or "exit_group")).ToList();
        Assert.True(same.Count > 15, $"only {same.Count} calls are in both");
        // A clone returns twice; what is no call has one event there, too.
        // A call under way when the capture began or ended has one of the two.
        Assert.All(same, call => Assert.InRange(2 * ours[call.Key] - call.Value, -12, 12));
    }

    static TheoryData<string, string, bool> Cases(string[] chisels)
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (var chisel in chisels)
        {
            // Whose the server is of the one connection there is not known.
            if (chisel != "topports_server") cases.Add(chisel, Shell, false);
            // All that ends there are threads, which are no processes.
            if (chisel == "proc_exec_time") continue;
            cases.Add(chisel, Web, false);
            cases.Add(chisel, Web, true);
        }

        return cases;
    }

    static List<string> Ours(string chisel, string capture, bool withContainers)
    {
        var (code, output, errors) = Program.Run([.. withContainers ? (string[])["events", "-pc"] : ["events"], "-r", CaptureFolder.Find(capture), "-c", .. Words(chisel)]);
        Assert.True(code == 0, errors);
        return Lines(output);
    }

    static List<string> Theirs(string chisel, string capture, bool withContainers)
    {
        if (!File.Exists(Sysdig)) Assert.Skip("not here: sysdig");
        return Lines(Program.RunOther(Sysdig, [.. withContainers ? (string[])["-pc"] : [], "-r", CaptureFolder.Find(capture), "-c", .. Words(chisel)]).Output);
    }

    /// <summary>Name and arguments.</summary>
    static string[] Words(string chisel) => chisel.Split(' ', 2);

    static List<string> Lines(string output) =>
        [.. Colours().Replace(output, "").Split('\n').Select(line => line.TrimEnd('\r', ' ')).Where(line => line.Length > 0)];

    static List<string> Rows(List<string> lines) => [.. lines.Skip(2).Select(Neutral).Where(row => row.Length > 20)];

    static string Value(string row) => row[..Math.Min(row.Length, 20)].Trim();

    /// <summary>What is only named differently in all lists.</summary>
    static string Neutral(string line)
    {
        // A thread that has a name of its own goes by that of its process.
        line = OwnName().Replace(line, "accounts-daemon");
        // A datagram socket that is bound, and sends to several: sysdig takes an address from a part of the event that has none.
        line = DatagramSocket().Replace(line, "a socket");
        // Which end of a connection is the server is guessed by sysdig, from ports listened on, for those that were there before.
        return Connection().Replace(line, match => string.Join("->", new[] { match.Groups[1].Value, match.Groups[2].Value }.Order(StringComparer.Ordinal)));
    }

    /// <summary>The line as it is compared; null for one that only one of the two has, for a reason.</summary>
    static string? Alike(string chisel, string line)
    {
        line = Neutral(line);
        return Words(chisel)[0] switch
        {
            // The fraction is shown here, and the length of a body that its head does not tell.
            "httplog" => HttpNumbers().Replace(line, "latency=$1ms"),
            // Entry and exit are one event here, with one number.
            "bottlenecks" => line.Contains(" > ", StringComparison.Ordinal) ? null : BottleneckBegin().Match(line).Groups[1].Value,
            // Where a line break in data that is no text breaks a line.
            "spy_file" => line.Contains('@', StringComparison.Ordinal) || line.StartsWith("ELF", StringComparison.Ordinal) ? null : line,
            // A switch is no call.
            "scallslower" => line.EndsWith(" switch", StringComparison.Ordinal) ? null : Blanks().Replace(line, " "),
            // sysdig says Read of what is written to an address, and repeats the size of the first in a row.
            "spy_ip" or "spy_port" => Direction().Replace(line, "------"),
            // Pipes that a process inherited have names here; that socket counts once.
            "fdcount_by" => line.StartsWith("pipe", StringComparison.Ordinal) || line.StartsWith("ipv4", StringComparison.Ordinal) ? null : line,
            // Of a process of which the capture has only a thread, the first is known here, and of the one that wrote the other a thread more.
            "ps" when line.EndsWith(" curl", StringComparison.Ordinal) || line.EndsWith(" sysdig", StringComparison.Ordinal) => null,
            // A user of a container has the name of none of the host's.
            "lsof" or "netstat" or "ps" => ContainerUser().Replace(Blanks().Replace(line, " "), "$1 100"),
            _ => line,
        };
    }

    /// <summary>Leaves out what is excepted for a whole list.</summary>
    static IEnumerable<string> Known(string chisel, IEnumerable<string> lines) => Words(chisel)[0] switch
    {
        "list_login_shells" => lines.Distinct(),
        _ => lines,
    };

    [GeneratedRegex(@"\bgmain( {10}|$|(?=\)))")]
    private static partial Regex OwnName();

    [GeneratedRegex("( 13969) systemd(-tim)?(?= )")]
    private static partial Regex ContainerUser();

    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Colours();

    [GeneratedRegex(@"([0-9a-f.:]+:[0-9]+)->([0-9a-f.:]+:[0-9]+)")]
    private static partial Regex Connection();

    [GeneratedRegex(@"\S+->145\.216\.3\.255:514|0\.0\.0\.0:55441->127\.0\.0\.1:514|127\.0\.0\.1:514->0\.0\.0\.0:55441|(?<=^7.19KB {14})(514|55441)")]
    private static partial Regex DatagramSocket();

    [GeneratedRegex("^------ (Read|Write) \\S+$")]
    private static partial Regex Direction();

    [GeneratedRegex(@"latency=([0-9]+)(\.[0-9]+)?ms size=[0-9]+B")]
    private static partial Regex HttpNumbers();

    [GeneratedRegex(@"^[0-9]+\) ([0-9.]+ .* \([0-9]+\) < \S+)")]
    private static partial Regex BottleneckBegin();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
