namespace Lanner.Alerts.Outputs;

/// <summary>What a syslog message looks like.</summary>
public enum SyslogFormat
{
    /// <summary>RFC 3164, what every local daemon reads.</summary>
    Rfc3164,

    /// <summary>RFC 5424, with the full time and the host.</summary>
    Rfc5424,
}

/// <summary>How to reach a syslog server.</summary>
public enum SyslogTransport
{
    /// <summary>The machine's own daemon, by its socket.</summary>
    Local,
    Udp,
    Tcp,
}

/// <summary>Alerts to syslog, each with its own severity. The machine's own daemon unless a host is named.</summary>
public sealed record SyslogOutputOptions : AlertOutputOptions
{
    /// <summary>The codes of RFC 5424, by name.</summary>
    public static readonly IReadOnlyList<string> Facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "security", "console", "solaris-cron",
        "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    public override string Name { get; init; } = "syslog";

    /// <summary>One of <see cref="Facilities"/>.</summary>
    public string Facility { get; init; } = "user";

    /// <summary>The program's name in the message.</summary>
    public string Identity { get; init; } = "lanner";

    public SyslogFormat Format { get; init; }

    public SyslogTransport Transport { get; init; }

    /// <summary>The daemon's socket, of datagrams or a stream.</summary>
    public string SocketPath { get; init; } = "/dev/log";

    /// <summary>For UDP and TCP.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = 514;

    /// <summary>A message is cut to this many bytes.</summary>
    public int MaxMessageBytes { get; init; } = 32_768;

    /// <summary>How long connecting or sending may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public override IReadOnlyList<OutputOptionProblem> Check()
    {
        var problems = new List<OutputOptionProblem>();
        if (!Facilities.Contains(Facility)) problems.Add(new(nameof(Facility), $"{Facility} is no facility; it is one of {string.Join(", ", Facilities)}"));
        if (Identity.Length is 0 or > 48 || Identity.Any(c => c is <= ' ' or > '~' or ':' or '['))
            problems.Add(new(nameof(Identity), "a program's name is 1 to 48 letters, digits and signs of ASCII, without blanks, colons and brackets"));
        if (Transport != SyslogTransport.Local && Host.Length == 0) problems.Add(new(nameof(Host), "UDP and TCP need a host"));
        if (Transport == SyslogTransport.Local && Host.Length > 0) problems.Add(new(nameof(Host), "a host needs a transport, udp or tcp"));
        if (Port is < 1 or > 65_535) problems.Add(new(nameof(Port), "a port is a number from 1 to 65535"));
        if (MaxMessageBytes is < 480 or > 65_000) problems.Add(new(nameof(MaxMessageBytes), "a message is 480 to 65000 bytes long at most"));
        if (Timeout <= TimeSpan.Zero) problems.Add(new(nameof(Timeout), "a time is more than 0"));
        return problems;
    }

    internal override AlertSink CreateSink(SinkContext context) => new SyslogSink(this, context);
}
