using Lanner.Alerts.Outputs;

namespace Lanner.Configuration;

/// <summary>Section <c>syslog_output</c>. Falco has the switch alone; the rest is ours.</summary>
static class SyslogOutput
{
    public static AlertOutputOptions? Read(Section section)
    {
        var standard = new SyslogOutputOptions();
        var options = new SyslogOutputOptions
        {
            Facility = section.Text("facility") ?? standard.Facility,
            Identity = section.Text("identity") ?? standard.Identity,
            Format = section.Word("format", standard.Format, [("rfc3164", SyslogFormat.Rfc3164), ("rfc5424", SyslogFormat.Rfc5424)]),
            Transport = section.Word("transport", standard.Transport, [("local", SyslogTransport.Local), ("udp", SyslogTransport.Udp), ("tcp", SyslogTransport.Tcp)]),
            SocketPath = section.Text("socket") ?? standard.SocketPath,
            Host = section.Text("host") ?? "",
            Port = section.Number("port", standard.Port, 1, 65_535),
            MaxMessageBytes = section.Number("max_message_bytes", standard.MaxMessageBytes, 480, 65_000),
            Timeout = section.Time("timeout", standard.Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
        };
        return OutputSections.Checked(section, options,
            (nameof(options.Facility), "facility"), (nameof(options.Identity), "identity"), (nameof(options.Host), "host"));
    }
}

/// <summary>Section <c>file_output</c>. Rotation is ours.</summary>
static class FileOutput
{
    public static AlertOutputOptions? Read(Section section, bool buffered)
    {
        var standard = new FileOutputOptions { Path = "" };
        var rotateAfter = section.Has("rotate_after") ? section.Time("rotate_after", TimeSpan.FromDays(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)) : (TimeSpan?)null;
        var megabytes = section.Long("rotate_size_mb", 0, 0, 1_000_000);
        var options = new FileOutputOptions
        {
            Path = section.Text("filename") ?? "",
            KeepAlive = section.Bool("keep_alive", false),
            Append = section.Bool("append", standard.Append),
            Buffered = buffered,
            RotateAtBytes = megabytes == 0 ? null : megabytes << 20,
            RotateAfter = rotateAfter,
            KeepRotated = section.Number("keep_rotated", standard.KeepRotated, 0, 100_000),
            CompressRotated = section.Bool("compress_rotated", standard.CompressRotated),
        };
        return OutputSections.Checked(section, options, (nameof(options.Path), "filename"));
    }
}

/// <summary>Section <c>program_output</c>.</summary>
static class ProgramOutput
{
    public static AlertOutputOptions? Read(Section section)
    {
        var options = new ProgramOutputOptions
        {
            Command = section.Text("program") ?? "",
            KeepAlive = section.Bool("keep_alive", false),
        };
        options = options with { Timeout = section.Time("timeout", options.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)) };
        return OutputSections.Checked(section, options, (nameof(options.Command), "program"));
    }
}

/// <summary>Section <c>http_output</c>. Batches and the spool are ours.</summary>
static class HttpOutput
{
    static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(10);

    static readonly TimeSpan s_most = TimeSpan.FromMinutes(10);

    public static AlertOutputOptions? Read(Section section)
    {
        var standard = new HttpOutputOptions { Url = "" };
        var mutual = section.Bool("mtls", false);
        var (certificate, key) = (section.Text("client_cert"), section.Text("client_key"));
        var options = new HttpOutputOptions
        {
            Url = section.Text("url") ?? "",
            UserAgent = section.Text("user_agent") ?? standard.UserAgent,
            Headers = ReadHeaders(section),
            Insecure = section.Bool("insecure", standard.Insecure),
            CaCert = section.Text("ca_cert"),
            CaBundle = section.Text("ca_bundle"),
            CaPath = section.Text("ca_path"),
            ClientCert = mutual ? certificate : null,
            ClientKey = mutual ? key : null,
            CompressUploads = section.Bool("compress_uploads", standard.CompressUploads),
            KeepAlive = section.Bool("keep_alive", standard.KeepAlive),
            Echo = section.Bool("echo", standard.Echo),
            MaxConsecutiveTimeouts = section.Number("max_consecutive_timeouts", standard.MaxConsecutiveTimeouts, 0, 1_000_000),
            BatchSize = section.Number("batch_size", standard.BatchSize, 1, 10_000),
            ConnectTimeout = section.Time("connect_timeout", standard.ConnectTimeout, s_least, s_most),
            Timeout = section.Time("timeout", standard.Timeout, s_least, s_most),
            SpoolFolder = section.Text("spool_dir"),
            SpoolMaxBytes = section.Long("spool_max_mb", standard.SpoolMaxBytes >> 20, 1, 1_000_000) << 20,
        };
        if (mutual && (certificate is null || key is null)) section.Error("mtls", $"'{section.Path("mtls")}' needs a certificate of ours and its key", "set http_output.client_cert and client_key");
        return OutputSections.Checked(section, options,
            (nameof(options.Url), "url"), (nameof(options.UserAgent), "user_agent"), (nameof(options.Headers), "headers"), (nameof(options.CaCert), "ca_cert"),
            (nameof(options.CaBundle), "ca_bundle"), (nameof(options.CaPath), "ca_path"), (nameof(options.ClientCert), "client_cert"),
            (nameof(options.ClientKey), "client_key"), (nameof(options.SpoolFolder), "spool_dir"));
    }

    static List<KeyValuePair<string, string>> ReadHeaders(Section section)
    {
        var headers = section.Sub("headers");
        return [.. (headers.Map?.Entries ?? []).Select(entry => new KeyValuePair<string, string>(entry.Key, headers.Text(entry.Key) ?? ""))];
    }
}

/// <summary>What the sections of outputs have in common.</summary>
static class OutputSections
{
    /// <summary>The options, or null when the output is off. Only one that is on needs to be right as a whole.</summary>
    /// <param name="keys">The key of each option that can be wrong.</param>
    public static AlertOutputOptions? Checked(Section section, AlertOutputOptions options, params ReadOnlySpan<(string Option, string Key)> keys)
    {
        var isOn = section.Bool("enabled", false);
        section.WarnUnknown();
        if (!isOn) return null;
        foreach (var problem in options.Check())
        {
            var key = "enabled";
            foreach (var (option, name) in keys)
            {
                if (option == problem.Option) key = name;
            }

            section.Error(key, $"'{section.Path(key)}': {problem.Message}");
        }

        return options;
    }
}
