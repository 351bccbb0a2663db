using System.Text.RegularExpressions;

namespace Lanner.Cli.Tests.Sysdig;

/// <summary>
/// What docs/sysdig.md lists as different from sysdig 0.29.3, taken out of the text of both. Each rule is one row of the list there; what is
/// not listed is not touched.
/// </summary>
/// <param name="furtherThreads">Threads that are not the first of their process.</param>
sealed partial class ListedDifferences(IReadOnlySet<string> furtherThreads)
{
    public string Remove(string text, string options)
    {
        text = ThreadLine().Replace(text, match => furtherThreads.Contains(match.Groups["tid"].Value) ? match.Groups["before"].Value + "THREAD (" + match.Groups["tid"].Value : match.Value);
        text = ThreadInJson().Replace(text, match => furtherThreads.Contains(match.Groups["tid"].Value) ? "\"proc.name\":\"THREAD\"" + match.Groups["behind"].Value : match.Value);
        text = ThreadInArgument().Replace(text, match => furtherThreads.Contains(match.Groups["tid"].Value) ? $"={match.Groups["tid"].Value}(THREAD)" : match.Value);
        text = UnconnectedIp().Replace(text, "<$1>");
        text = Connection().Replace(text, match => $"<{match.Groups[1].Value}t>{string.Join("--", new[] { match.Groups[2].Value, match.Groups[3].Value }.Order(StringComparer.Ordinal))})");
        text = UnknownFolder().Replace(text, match => match.Groups["name"].Success ? " name=. " : "<d>.)");
        text = FailedUnix().Replace(text, "<u>)");
        text = Datagram().Replace(text, "<$1u>)");
        text = Pipe().Replace(text, "<p>)");
        text = text.Replace(" accept4 ", " accept ", StringComparison.Ordinal).Replace("\"accept4\"", "\"accept\"", StringComparison.Ordinal);
        text = text.Replace(" rt_sigreturn ", " sigreturn ", StringComparison.Ordinal).Replace("\"rt_sigreturn\"", "\"sigreturn\"", StringComparison.Ordinal);
        text = text.Replace(" <unknown> ", " unknown ", StringComparison.Ordinal).Replace("\"<unknown>\"", "\"unknown\"", StringComparison.Ordinal);
        text = text.Replace(" vpgid=", " pgid=", StringComparison.Ordinal).Replace("loginuid=-1(<NONE>)", "loginuid=-1", StringComparison.Ordinal);
        if (options.Contains("-pc", StringComparison.Ordinal) || options.Contains("-pk", StringComparison.Ordinal))
            text = UnknownProcess().Replace(text, "$1 NOWHERE <NA> ($2");
        if (options.Contains("-j", StringComparison.Ordinal)) text = text.Replace("\"proc.name\":null", "\"proc.name\":\"<NA>\"", StringComparison.Ordinal);
        if (options.Contains("-t a", StringComparison.Ordinal)) text = Epoch().Replace(text, match => $"{match.Groups[1].Value}.{match.Groups[2].Value.PadLeft(9, '0')} ");
        if (options.Contains("-t d", StringComparison.Ordinal)) text = Switch().Replace(text, "$1 0.0 $2");
        return text;
    }

    /// <summary>A thread has its process's name.</summary>
    [GeneratedRegex(@"(?<before>^\d+ [0-9:.]+ \d+ (?:\S+ \(\S+\) )?)[^\n(]+ \((?<tid>\d+)(?=[:)])", RegexOptions.Multiline)]
    private static partial Regex ThreadLine();

    [GeneratedRegex(@"""proc\.name"":""[^""]*""(?<behind>,""thread\.tid"":(?<tid>\d+))")]
    private static partial Regex ThreadInJson();

    [GeneratedRegex(@"=(?<tid>\d+)\([^)]*\)")]
    private static partial Regex ThreadInArgument();

    /// <summary>A socket that is not connected yet has its protocol.</summary>
    [GeneratedRegex(@"<([46])[turi]>(?=[^)>\n]*\))")]
    private static partial Regex UnconnectedIp();

    /// <summary>Which end of a connection of before the capture is the server is not guessed: the own end stands first.</summary>
    [GeneratedRegex(@"<([46])t>([^)>\n]+)->([^)>\n]+)\)")]
    private static partial Regex Connection();

    /// <summary>A socket whose connection failed keeps the name of what it tried.</summary>
    [GeneratedRegex(@"<u>0->[^)\n]*\)")]
    private static partial Regex FailedUnix();

    /// <summary>A UDP socket has the addresses of its last message.</summary>
    [GeneratedRegex(@"<([46])u>[^)\n]+\)")]
    private static partial Regex Datagram();

    /// <summary>What a relative path is relative to is not guessed where the capture does not tell the working directory.</summary>
    [GeneratedRegex(@"<d>/\)|(?<name> name=\.\(/\) )")]
    private static partial Regex UnknownFolder();

    /// <summary>A pipe has the name the kernel gives it.</summary>
    [GeneratedRegex(@"<p>pipe:\[\d+\]\)")]
    private static partial Regex Pipe();

    /// <summary>A process of which a capture tells nothing is taken for the host's.</summary>
    [GeneratedRegex(@"^(\d+ [0-9:.]+ \d+) (?:<NA> \(<NA>\)|host \(host\)|<NA> \(host\)) <NA> \((\d+)", RegexOptions.Multiline)]
    private static partial Regex UnknownProcess();

    /// <summary>sysdig leaves out zeros behind the point.</summary>
    [GeneratedRegex(@"(?<=^\d+ )(\d+)\.(\d+) ", RegexOptions.Multiline)]
    private static partial Regex Epoch();

    /// <summary>A context switch ends no call; sysdig repeats the time of the thread's last one.</summary>
    [GeneratedRegex(@"^(\d+) [0-9.]+ (.* > switch )", RegexOptions.Multiline)]
    private static partial Regex Switch();
}
