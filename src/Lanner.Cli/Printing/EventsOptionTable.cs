namespace Lanner.Cli;

/// <summary>All options, in the order and under the headings of help. Letters and words are sysdig's where sysdig has the option.</summary>
static class EventsOptionTable
{
    const string Labels = "names of pods come from the labels of their containers";
    const string Probe = "the one probe is built in";
    const string Plugins = "there are no plugins: system calls of this host and captures are what can be read";
    const string GVisor = "gVisor is not supported";

    public static readonly (string Heading, EventsOption[] Options)[] Sections =
    [
        ("Where events come from",
        [
            new(["r", "read"], "FILE", "a capture (plain or gzip; - for standard input) instead of this host; repeatable, each with state of its own"),
            new(["follow"], null, "the (last) capture is still being written: go on with what is added"),
            new(["every-event"], null, "of captures: every event they have, entries of calls too, numbered as in the file (sysdig does so by itself)"),
            new(["n", "numevents", "count"], "N", "end after so many events"),
            new(["M", "for"], "SECONDS", "end after so many seconds"),
            new(["s", "snaplen"], "BYTES", "bytes of read and written data that an event keeps (0 to 16384, default 80)"),
            new(["buffer"], "MIB", "size of the ring buffer between kernel and Lanner, a power of two (1 to 512, default 8)"),
            new(["page-faults"], null, "page faults, too"),
            new(["U", "suppress-comm"], "NAME", "nothing of processes of that name; repeatable"),
            new(["E", "exclude-users"], null, "read no users and groups: numbers have no names then"),
        ]),
        ("What is printed",
        [
            new(["p", "print"], "FORMAT", "fields as %proc.name or %20proc.name, with * in front also where some are missing; or c, k: the usual line\nwith the container, the pod (-pc, -pk; -pm as -pc); -pp prints the format that would be used, and ends"),
            new(["j", "json"], null, "JSON, an object a line, with the fields of the format"),
            new(["A", "print-ascii"], null, "data as text with its line ends"),
            new(["x", "print-hex"], null, "data in hexadecimal"),
            new(["X", "print-hex-ascii"], null, "data in hexadecimal, with its text"),
            new(["b", "print-base64"], null, "data in Base64"),
            new(["t", "timetype"], "h|a|r|d|D", "the time: of day, since 1970, since the first event, that the call took, since the event before"),
            new(["R", "resolve-ports"], null, "ports by the names of their services"),
            new(["v", "verbose"], null, "long values in full, not cut at 80 characters; numbers of events and losses at the end"),
            new(["q", "quiet"], null, "print no events"),
            new(["S", "summary"], null, "at the end, how many events there were of each type"),
            new(["P", "progress"], null, "how much of the captures is read, on standard error"),
            new(["D", "debug"], null, "the stream's own events, too: what containers are, statistics of processes"),
            new(["unbuffered"], null, "write each line at once, also to a file or program"),
        ]),
        ("Recording",
        [
            new(["w", "write"], "FILE", "record, too (- for standard output); under the name sysdig nothing is printed then"),
            new(["z", "compress"], null, "compress it; what is named .gz is compressed anyway"),
            new(["compat"], null, "in the form that sysdig 0.29.3 reads; the name sysdig does so by itself"),
            new(["no-compat"], null, "with everything, under the name sysdig, too"),
            new(["C", "file-size"], "MB", "begin a new file every so many million bytes"),
            new(["G", "seconds"], "SECONDS", "begin a new file every so many seconds"),
            new(["e", "file-events"], "N", "begin a new file every so many events"),
            new(["W", "limit"], "N", "keep the newest N files: with -C, -G or -e, a ring on disk"),
            new(["F", "fatfile"], null, null, "a recording always has what a reader needs for its state, marked as not to be shown"),
            new(["filter-proclist"], null, "only processes of which the filter holds are in the recording's process table"),
        ]),
        ("Chisels",
        [
            new(["c", "chisel"], "NAME [ARGUMENTS]", "run a chisel; repeatable"),
            new(["cl", "list-chisels"], null, "list the chisels"),
            new(["i", "chisel-info"], "NAME", "describe a chisel and its arguments"),
        ]),
        ("Lists",
        [
            new(["l", "list"], null, "fields for filters and formats; -lv with all that is to say of them"),
            new(["list-markdown"], null, "the same as a page"),
            new(["L", "list-events"], null, "events with their parameters"),
            new(["version"], null, "the version"),
            new(["libs-version"], null, null),
            new(["h", "help"], null, "this text"),
        ]),
        ("",
        [
            new(["d", "displayflt"], null, null, "state always takes in every event, and the filter chooses only what is shown"),
            new(["B", "bpf"], "PROBE", null, Probe) { HasOptionalValue = true },
            new(["modern-bpf"], null, null, Probe),
            new(["cpus-for-each-buffer"], "N", null, "there is one buffer, see --buffer"),
            new(["large-environment"], null, null, "environments are as long as the probe reads them"),
            new(["cri"], "PATH", null, "container engines are found by their sockets; see lanner watch for others"),
            new(["cri-timeout"], "MS", null, "nothing waits for a container engine"),
            new(["k", "k8s-api"], "URL", null, Labels),
            new(["K", "k8s-api-cert"], "FILES", null, Labels),
            new(["node-name"], "NAME", null, Labels),
            new(["m", "mesos-api"], "URL", null, "Mesos is not asked"),
            new(["T", "force-tracers-capture"], null, null, "there are no tracers any more"),
            new(["log-level"], "LEVEL", null, "there is no log; see -v and -D"),
            new(["u", "udig"], null, null, null, "there is no tracing from user space"),
            new(["H", "plugin"], "NAME", null, null, Plugins),
            new(["I", "input"], "NAME", null, null, Plugins),
            new(["plugin-info"], "NAME", null, null, Plugins),
            new(["plugin-config-file"], "FILE", null, null, Plugins),
            new(["g", "gvisor-config"], "FILE", null, null, GVisor),
            new(["gvisor-generate-config"], "FILE", null, null, GVisor) { HasOptionalValue = true },
            new(["gvisor-root"], "PATH", null, null, GVisor),
        ]),
    ];

    static readonly Dictionary<string, EventsOption> s_byName = Sections.SelectMany(s => s.Options)
        .SelectMany(option => option.Names.Select(name => (name, option))).ToDictionary(o => o.name, o => o.option, StringComparer.Ordinal);

    public static EventsOption? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>The option with that word, or the one option whose words begin so.</summary>
    public static EventsOption? FindWord(string word)
    {
        if (word.Length < 2) return null;
        if (Find(word) is { } exact) return exact;
        var beginning = s_byName.Where(o => o.Key.StartsWith(word, StringComparison.Ordinal)).Select(o => o.Value).Distinct().ToList();
        return beginning is [var only] ? only : null;
    }

    /// <summary>All words, for hints.</summary>
    public static IEnumerable<string> Words => s_byName.Keys.Where(name => name.Length > 2);
}
