namespace Lanner.Explore.Chisels;

/// <summary>The chisels that are nothing but a table.</summary>
static class TableDeclarations
{
    const string FileWork = "fd.type=file and evt.is_io=true";
    const string NetworkWork = "(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true";
    const string InContainers = " and container.name!=host";
    const string Moved = "evt.rawarg.res";

    static readonly KeyColumn s_container = new("container.name", "container.name");
    static readonly KeyColumn s_file = new("fd.name", "Filename");
    static readonly KeyColumn[] s_process = [new("proc.name", "Process"), new("proc.pid", "PID")];
    static readonly KeyColumn s_call = new("evt.type", "Syscall");

    static readonly KeyColumn[] s_processInContainer =
        [new("proc.name", "Process"), new("proc.pid", "Host_pid"), new("thread.vtid", "Container_pid"), s_container];

    /// <summary>The keys of the chisels about processor time.</summary>
    public static readonly KeyColumn[] Process = s_process, ProcessInContainer =
        [new("proc.name", "Process"), new("proc.pid", "Host_pid"), new("proc.vpid", "Container_pid"), s_container], Container = [s_container];

    public static IEnumerable<ChiselDefinition> All =>
    [
        Table("topfiles_bytes", "I/O", "Files by bytes read and written", "Adds up the bytes that were read from and written to each file.",
            Bytes(FileWork, 10, [s_file], [s_container, s_file])),
        Table("topfiles_time", "I/O", "Files by time spent in reading and writing", "Adds up the time that calls spent in reading or writing each file.",
            Time(FileWork, 10, [s_file], [s_file, s_container])),
        Table("topfiles_errors", "Errors", "Files by failed calls", "Counts the calls on each file that failed.",
            Errors("fd.type=file and evt.failed=true", [s_file], [s_file, s_container])),
        Table("topprocs_file", "I/O", "Processes by bytes of files", "Adds up the bytes that each process read from files and wrote to them.",
            Bytes(FileWork, 10, s_process, s_processInContainer)),
        Table("topprocs_net", "Net", "Processes by bytes of the network", "Adds up the bytes that each process received from the network and sent to it.",
            Bytes(NetworkWork, 100, s_process, s_processInContainer)),
        Table("topprocs_errors", "Errors", "Processes by failed calls", "Counts the calls of each process that failed.",
            Errors("evt.failed=true", s_process, s_processInContainer)),
        Table("topcontainers_file", "I/O", "Containers by bytes of files", "Adds up the bytes that each container read from files and wrote to them.",
            Bytes(FileWork + InContainers, 10, [s_container])),
        Table("topcontainers_net", "Net", "Containers by bytes of the network",
            "Adds up the bytes that each container received from the network and sent to it.", Bytes(NetworkWork + InContainers, 100, [s_container])),
        Table("topcontainers_error", "Errors", "Containers by failed calls", "Counts the calls in each container that failed.",
            Errors("evt.failed=true" + InContainers, [s_container])),
        Table("topconns", "Net", "Connections by bytes", "Adds up the bytes of each connection, both ways.",
            Bytes(NetworkWork, 30, [new("fd.l4proto", "Proto"), new("fd.name", "Conn")], [s_container, new("fd.l4proto", "Proto"), new("fd.name", "Conn")])),
        Table("topports_server", "Net", "Ports of servers by bytes", "Adds up the bytes of all connections to each port of a server, both ways.",
            Bytes(NetworkWork, 100, [new("fd.sport", "Srv Port")], [new("fd.sport", "Srv Port"), s_container])),
        Table("topscalls", "Performance", "System calls by number", "Counts the calls of each kind, each call once. Context switches are left out.",
            Declare("evt.count", "# Calls", Unit.None, "evt.type!=switch", 30, [s_call], [s_call, s_container])),
        Table("topscalls_time", "Performance", "System calls by time spent in them", "Adds up the time spent in calls of each kind, waiting included.",
            Declare("evt.latency", "Time", Unit.Time, "evt.type!=switch", 30, [s_call], [s_call, s_container])),
        By("fdbytes_by", "Bytes read and written, by any field", "Adds up the bytes of all reading and writing by the values of a field, or of several joined by commas.",
            key => Bytes("evt.is_io=true and evt.failed=false", 30, key)),
        By("fdtime_by", "Time of reading and writing, by any field", "Adds up the time spent in reading and writing by the values of a field, or of several joined by commas.",
            key => Time("evt.is_io=true", 10, key)),
        new ChiselDefinition
        {
            Name = "topprocs_cpu", Category = "CPU Usage", Summary = "Processes by processor time",
            Description = "Shares of one processor: a process that keeps two busy has 200%. Live, what the kernel accounts for each process is read once a second, and at its end.",
            Create = (_, around) => new ProcessorTimeChisel(around.ShowContainers ? ProcessInContainer : Process, around),
        },
        new ChiselDefinition
        {
            Name = "topcontainers_cpu", Category = "CPU Usage", Summary = "Containers by processor time",
            Description = "Shares of one processor: a container that keeps two busy has 200%. What runs outside of containers is the row host.",
            Create = (_, around) => new ProcessorTimeChisel(Container, around),
        },
    ];

    static ChiselDefinition Table(string name, string category, string summary, string description, TableDeclaration declaration) => new()
    {
        Name = name, Category = category, Summary = summary, Description = description,
        Create = (_, around) => new TableChisel(declaration, around),
    };

    static ChiselDefinition By(string name, string summary, string description, Func<KeyColumn[], TableDeclaration> declare) => new()
    {
        Name = name, Category = "I/O", Summary = summary, Description = description,
        Parameters = [new ChiselParameter("key", ChiselParameterKind.Text, false, "the field to add up by, such as proc.name or fd.sport (lanner fields lists them)")],
        Create = (arguments, around) => new TableChisel(declare([.. arguments["key"]!.Split(',').Select(key => new KeyColumn(key.Trim(), key.Trim()))]), around),
    };

    static TableDeclaration Bytes(string filter, int top, KeyColumn[] keys, KeyColumn[]? withContainers = null) =>
        Declare(Moved, "Bytes", Unit.Bytes, filter, top, keys, withContainers);

    static TableDeclaration Time(string filter, int top, KeyColumn[] keys, KeyColumn[]? withContainers = null) =>
        Declare("evt.latency", "Time", Unit.Time, filter, top, keys, withContainers);

    static TableDeclaration Errors(string filter, KeyColumn[] keys, KeyColumn[]? withContainers = null) =>
        Declare("evt.count", "#Errors", Unit.None, filter, 100, keys, withContainers);

    static TableDeclaration Declare(string value, string title, Unit unit, string filter, int top, KeyColumn[] keys, KeyColumn[]? withContainers = null) => new()
    {
        Keys = keys, ContainerKeys = withContainers, Value = value, ValueTitle = title, Unit = unit, Filter = filter, Top = top,
    };
}
