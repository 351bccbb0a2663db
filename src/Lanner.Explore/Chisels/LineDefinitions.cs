namespace Lanner.Explore.Chisels;

/// <summary>The chisels that are more than a table.</summary>
static class LineDefinitions
{
    static readonly ChiselParameter s_colour = new("disable_color", ChiselParameterKind.Text, true, "the word disable_color, for no colours; there are none anyway where no terminal is");
    static readonly ChiselParameter s_key = new("key", ChiselParameterKind.Text, false, "the field to count by, such as proc.name or fd.type (lanner fields lists them)");
    static readonly ChiselParameter s_limit = new("min_ms", ChiselParameterKind.Number, false, "the limit in milliseconds; 0 shows all");
    static readonly ChiselParameter s_standing = new("filter", ChiselParameterKind.Filter, true, "a condition on threads and their descriptors, such as \"proc.name=nginx and fd.type=file\"");

    public static IEnumerable<ChiselDefinition> All =>
    [
        New("httplog", "Application", "HTTP requests as they are answered",
            "A line for each answered request seen on sockets: < where the process is the server, > where it is the client. The size is the length of the answer's body.",
            [], (_, s) => new HttpLog(s)),
        New("httptop", "Application", "HTTP requests by number, time or bytes", "Counts answered requests by method and address, or shows their average time, or the bytes answered.",
            [new("by", ChiselParameterKind.Text, true, "ncalls (if left out), time or bytes")], (a, s) => new HttpTop(a["by"] ?? "ncalls", s)),
        New("memcachelog", "Application", "Commands sent to memcached", "A line for each get and set that memcached is sent.",
            [new("method", ChiselParameterKind.Text, true, "only get, or only set"), new("size", ChiselParameterKind.Number, true, "of sets only those with so many bytes or more")],
            (a, s) => new MemcacheLog(a, s)),
        New("echo_fds", "I/O", "All data read and written", "Every read and write with its data. Filters make it useful: proc.name=x, fd.name contains y.",
            [s_colour], (_, s) => new EchoDescriptors(s)),
        New("fdcount_by", "I/O", "Number of descriptors, by any field", "Counts the different descriptors that were used, by the values of a field.",
            [s_key], (a, s) => new CountDescriptors(a, s)),
        New("iobytes", "I/O", "Bytes of all reading and writing, second by second", "A line a second with the bytes read, written, and both, on whatever.",
            [], (_, s) => new IoBytes("evt.is_io=true", s)),
        New("iobytes_file", "I/O", "Bytes of files, second by second", "A line a second with the bytes read from files, written to files, and both.",
            [], (_, s) => new IoBytes("evt.is_io=true and fd.type=file", s)),
        New("iobytes_net", "Net", "Bytes of the network, second by second", "A line a second with the bytes received, sent, and both.",
            [], (_, s) => new IoBytes("evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6)", s)),
        New("spy_file", "I/O", "Data read from files and written to them", "A line for each read and write of a file with its data; terminals are left out unless one is named.",
            [
                new("read_or_write", ChiselParameterKind.Text, true, "R for reading only, W for writing only, RW for both"),
                new("spy_on_file_name", ChiselParameterKind.Text, true, "only this file"),
            ], (a, s) => new SpyFile(a, s)),
        New("stdin", "I/O", "What processes read from standard input", "Data read from descriptor 0. Filters make it useful: proc.name=x.", [], (_, s) => new Standard(0, false, s)),
        New("stdout", "I/O", "What processes write to standard output", "Data written to descriptor 1. Filters make it useful: proc.name=x.", [], (_, s) => new Standard(1, false, s)),
        New("stderr", "I/O", "What processes write to standard error", "Data written to descriptor 2; with -pc behind the container.", [s_colour], (_, s) => new Standard(2, true, s)),
        New("udp_extract", "I/O", "Data of UDP sockets to files", "Writes what went over each UDP socket to a file of its own below ./udp_dump_files.",
            [], (_, s) => new UdpExtract(s)) with { OnlyCaptures = true },
        New("spy_logs", "Logs", "Lines written to log files", "Lines written to files that are logs by their names. With -r the events around each can be saved.",
            [.. SavingChisel.Parameters(false), s_colour], (a, s) => new SpyLogs(a, s)),
        New("spy_syslog", "Logs", "Messages to the system log", "Messages written to the system log's socket. With -r the events around each can be saved.",
            [.. SavingChisel.Parameters(false), s_colour], (a, s) => new SpySyslog(a, s)),
        New("around", "Misc", "Saves what happened around events", "For each event that the filter behind it matches, what its thread did shortly before and after goes to a capture of its own.",
            [.. SavingChisel.Parameters(true)], (a, s) => new Around(a, s)) with { OnlyCaptures = true },
        New("spy_ip", "Net", "Data exchanged with an address", "What is received from an IP address and sent to it.",
            [new("host_ip", ChiselParameterKind.Address, false, "the address"), s_colour], (a, s) => new SpyTraffic($"fd.ip={a["host_ip"]}", s)),
        New("spy_port", "Net", "Data exchanged over a port", "What is received and sent over an IP port, of either end.",
            [new("host_port", ChiselParameterKind.Number, false, "the port"), s_colour], (a, s) => new SpyTraffic($"fd.port={a["host_port"]}", s)),
        New("bottlenecks", "Performance", "The slowest calls", "The ten calls that took longest, waiting included; shown at the end.", [], (_, s) => new Bottlenecks(s)),
        New("fileslower", "Performance", "Slow reading and writing of files", "Reads and writes of files that took longer than a limit; /dev is left out.",
            [s_limit, s_colour], (a, s) => new Slower(SlowWork.Files, a, s)),
        New("netlower", "Performance", "Slow receiving and sending", "Reads and writes of IP sockets that took longer than a limit.",
            [s_limit, s_colour], (a, s) => new Slower(SlowWork.Network, a, s)),
        New("scallslower", "Performance", "Slow calls", "Calls of any kind that took longer than a limit.", [s_limit, s_colour], (a, s) => new Slower(SlowWork.Calls, a, s)),
        New("proc_exec_time", "Performance", "How long processes lived", "A line for each process that ends: yellow above 3 seconds, red above 10.",
            [s_colour], (_, s) => new ProcessExecTime(s)),
        New("list_login_shells", "Security", "Login shells below which something ran", "The numbers of login shells, each once; they stand first in the lines of spy_users.",
            [
                new("command", ChiselParameterKind.Text, true, "only shells below which a command ran that has this in its name; * for any"),
                new("arguments", ChiselParameterKind.Text, true, "only shells below which a command ran that has this in its arguments"),
            ], (a, s) => new ListLoginShells(a, s)),
        New("shellshock_detect", "Security", "Attacks on the shells of 2014", "Shells that start with a variable in their environment that faulty ones run as code.", [], (_, s) => new Shellshock(s)),
        New("spy_users", "Security", "What people type in shells", "Every command that starts below a shell, and every change of directory, indented by depth; people in containers included.",
            [new("max_depth", ChiselParameterKind.Number, true, "how deep below the login shell"), s_colour], (a, s) => new SpyUsers(a, s)),
        New("spectrogram", "CPU Usage", "How long calls take, as a heat map", "A line each half second: durations of calls from left (1 ns) to right (100 s), from green (few) to red (thousands a second).",
            [new("refresh_time", ChiselParameterKind.Number, true, "milliseconds from line to line; 500 if left out")], (a, s) => new Spectrogram(a, s)) with { NeedsTerminal = true },
        New("subsecoffset", "CPU Usage", "When in each second calls begin, as a heat map", "A line each second, read from left to right: regular work shows as columns.",
            [new("refresh_time", ChiselParameterKind.Number, true, "milliseconds of a line; 1000 if left out")], (a, s) => new SubsecondOffset(a, s)) with { NeedsTerminal = true },
        New("lscontainers", "System State", "The containers that are known", "Type, image, name and id of each container.",
            [new("desc", ChiselParameterKind.Text, true, "the word desc, for the long form")], (a, s) => new ListContainers(a, s)),
        New("lsof", "System State", "Open descriptors", "The open descriptors of all threads at one moment: now, or at the first event of a capture that matches.",
            [s_standing], (a, s) => new Lsof(a, s)),
        New("netstat", "System State", "IP sockets", "The bound and connected IP sockets at one moment: now, or at the first event of a capture that matches.",
            [s_standing], (a, s) => new Netstat(a, s)),
        New("ps", "System State", "Threads and processes", "The threads there are at one moment: now, or at the first event of a capture that matches.", [s_standing], (a, s) => new Ps(a, s)),
    ];

    static ChiselDefinition New(
        string name, string category, string summary, string description, IReadOnlyList<ChiselParameter> parameters,
        Func<ChiselValues, ChiselSurroundings, Chisel> create) => new()
    {
        Name = name, Category = category, Summary = summary, Description = description, Parameters = parameters, Create = create,
    };
}
