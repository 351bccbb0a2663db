using System.CommandLine;
using System.Globalization;

using Lanner.Events.Files;

namespace Lanner.Cli;

/// <summary><c>lanner record</c>: its options, and what each may be.</summary>
static class RecordCommand
{
    const long Million = 1_000_000;

    static readonly Argument<string[]> s_filter = new("filter")
    {
        Description = "Record only events of which this holds; the words are joined, so that quotes are needed only against the shell",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static readonly Option<string> s_path = new("--write", "-w")
    {
        Description = "The file to write (- for standard output); it is replaced, and readable by its owner alone", HelpName = "FILE", Required = true,
    };

    static readonly Option<string[]> s_captures = new("--read", "-r")
    {
        Description = "Record from a capture file (- for standard input) instead of this host; repeatable", HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false, Arity = ArgumentArity.OneOrMore,
    };

    static readonly Option<bool> s_compress = new("--compress", "-z") { Description = "Compress (gzip); what is named .gz is compressed anyway" };

    static readonly Option<bool> s_plain = new("--plain") { Description = "Do not compress, whatever the name" };

    static readonly Option<bool> s_compatible = new("--compat")
    {
        Description = "Write the form that sysdig 0.29.3 reads; what it has no event for is left out and counted",
    };

    static readonly Option<long> s_count = Number("--count", "-n", "N", "End after so many events", 1, long.MaxValue);

    static readonly Option<long> s_megabytes = Number("--file-size", "-C", "MB", "Begin a new file every so many million bytes", 1, long.MaxValue / Million);

    static readonly Option<long> s_seconds = Number("--file-time", "-G", "SECONDS", "Begin a new file every so many seconds", 1, 100_000_000);

    static readonly Option<long> s_events = Number("--file-events", "-e", "N", "Begin a new file every so many events", 1, long.MaxValue);

    static readonly Option<long> s_files = Number("--files", "-W", "N", "Keep the newest N files, numbered 0 to N-1 and then from 0 again: with -C, -G or -e, a ring on disk", 1, 1_000_000);

    static readonly Option<double?> s_duration = new("--for")
    {
        Description = "End after so many seconds", HelpName = "SECONDS",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9) return seconds;
            result.AddError($"--for: '{text}' is not a number of seconds");
            return null;
        },
    };

    static readonly Option<long> s_snapLength = Number("--snaplen", "-s", "BYTES", "Bytes of read and written data that an event keeps (default 80)", 0, 16_384);

    static readonly Option<long> s_buffer = Number("--buffer", null, "MIB", "Size of the ring buffer, a power of two (default 16)", 1, 512);

    public static Command Create()
    {
        var command = new Command("record", """
            Record events of this host to .scap files, which Lanner and sysdig's tools read.

            Prints READY on standard error when it records everything from then on; ends on Ctrl-C or SIGTERM with a summary. What was
            recorded more than a second ago is on disk, even if it is killed. Its own writing is not in the recording.

            Examples:
              sudo lanner record -w all.scap.gz                          everything, compressed
              sudo lanner record -w web.scap container.name=web          what one container does, and what is needed to understand it
              sudo lanner record -w ring.scap -C 100 -W 10               the last 1000 MB, in ring.scap0 to ring.scap9
              sudo lanner record -w execs.scap --for 60 evt.type=execve  programs started within a minute
              lanner record -r all.scap.gz -w ssh.scap proc.name=sshd    part of a recording
              lanner record -r all.scap.gz -w old.scap --compat          for an old sysdig

            Context switches and page faults are recorded only when the filter names them (evt.type=switch, evt.type=page_fault).

            Exit codes: 0 ended as asked; 2 wrong usage, filter or input file; 3 this machine cannot capture, or the file cannot be written.
            """)
        {
            s_filter, s_path, s_captures, s_compress, s_plain, s_compatible, s_count, s_duration, s_megabytes, s_seconds, s_events, s_files,
            s_snapLength, s_buffer,
        };
        command.Validators.Add(result =>
        {
            var rotates = result.GetResult(s_megabytes) is not null || result.GetResult(s_seconds) is not null || result.GetResult(s_events) is not null;
            if (result.GetValue(s_path) == "-" && rotates) result.AddError("standard output cannot be split into files: leave out -C, -G and -e, or name a file");
            if (result.GetResult(s_files) is not null && !rotates) result.AddError("--files needs a limit on each file: -C, -G or -e");
            if (result.GetValue(s_compress) && result.GetValue(s_plain)) result.AddError("--compress and --plain contradict each other");
        });
        command.SetAction(parsed => Record.Run(Options(parsed)));
        return command;
    }

    static RecordOptions Options(ParseResult parsed)
    {
        var path = parsed.GetValue(s_path)!;
        return new RecordOptions
        {
            Path = path,
            Filter = string.Join(' ', parsed.GetValue(s_filter) ?? []),
            Captures = parsed.GetValue(s_captures) ?? [],
            Form = new CaptureWriterOptions
            {
                Compress = !parsed.GetValue(s_plain) && (parsed.GetValue(s_compress) || IsNamedCompressed(path)),
                Compatible = parsed.GetValue(s_compatible),
                // Live the probe cuts; of a capture the writer does, and only when asked.
                Snaplen = parsed.GetResult(s_snapLength) is { Implicit: false } ? (int)parsed.GetValue(s_snapLength) : 0,
                MaxFileBytes = parsed.GetValue(s_megabytes) * Million,
                MaxFileAge = TimeSpan.FromSeconds(parsed.GetValue(s_seconds)),
                MaxFileEvents = parsed.GetValue(s_events),
                MaxFiles = (int)parsed.GetValue(s_files),
            },
            Count = parsed.GetValue(s_count),
            Duration = parsed.GetValue(s_duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            SnapLength = parsed.GetResult(s_snapLength) is { Implicit: false } ? (int)parsed.GetValue(s_snapLength) : 80,
            BufferMiB = parsed.GetResult(s_buffer) is { Implicit: false } ? (int)parsed.GetValue(s_buffer) : 16,
        };
    }

    public static bool IsNamedCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    static Option<long> Number(string name, string? alias, string helpName, string description, long least, long most)
    {
        var option = new Option<long>(name)
        {
            Description = description, HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                    && (name != "--buffer" || long.IsPow2(number))) return number;
                result.AddError(most > 1_000_000_000
                    ? $"{name}: '{text}' is not a number from {least}"
                    : $"{name}: '{text}' is not {(name == "--buffer" ? "a power of two" : "a number")} from {least} to {most}");
                return 0;
            },
        };
        if (alias is not null) option.Aliases.Add(alias);
        return option;
    }
}
