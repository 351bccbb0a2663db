namespace Lanner.Capture;

/// <summary>The part of libbpf's log a person can act on: the program that was refused, and the verifier's last word on it.</summary>
/// <param name="Program">The refused program, or empty when none was named.</param>
/// <param name="Reason">The last line that is not bookkeeping; empty when the log has none.</param>
/// <param name="OmittedLines">Lines of the log left out.</param>
public readonly record struct VerifierReport(string Program, string Reason, int OmittedLines)
{
    const string LogBegin = "-- BEGIN PROG LOAD LOG --";
    const string LogEnd = "-- END PROG LOAD LOG --";

    public static VerifierReport Parse(string log)
    {
        var program = "";
        var reason = "";
        var lines = 0;
        var inside = false;
        var sawVerifier = false;
        foreach (var raw in log.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.IsEmpty) continue;
            lines++;
            if (line.Contains(LogBegin, StringComparison.Ordinal))
            {
                inside = sawVerifier = true;
                program = ProgramNamed(line);
                reason = "";
            }
            else if (line.Contains(LogEnd, StringComparison.Ordinal)) inside = false;
            else if (inside ? !IsBookkeeping(line) : !sawVerifier)
            {
                reason = WithoutPrefix(line).ToString();
                if (program.Length == 0 && !sawVerifier) program = ProgramNamed(line);
            }
        }

        return new VerifierReport(program, reason, reason.Length > 0 ? lines - 1 : lines);
    }

    static bool IsBookkeeping(ReadOnlySpan<char> line) =>
        line.StartsWith("processed ") || line.StartsWith("verification time") || line.StartsWith("stack depth")
        || line.StartsWith("max_states") || line.StartsWith("arg#") || line[0] == ';';

    static ReadOnlySpan<char> WithoutPrefix(ReadOnlySpan<char> line) => line.StartsWith("libbpf: ") ? line["libbpf: ".Length..] : line;

    static string ProgramNamed(ReadOnlySpan<char> line)
    {
        var at = line.IndexOf("prog '");
        if (at < 0) return "";
        var rest = line[(at + "prog '".Length)..];
        var end = rest.IndexOf('\'');
        return end < 0 ? "" : rest[..end].ToString();
    }
}
