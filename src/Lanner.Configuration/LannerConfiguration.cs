namespace Lanner.Configuration;

/// <summary>
/// Everything a configuration says, defaults filled in. Immutable; a reload makes another one. The keys are Falco's where it has the
/// thing, so that its falco.yaml is a configuration as it stands.
/// </summary>
public sealed record LannerConfiguration
{
    /// <summary>The main file; null when there was none.</summary>
    public string? Path { get; init; }

    /// <summary>Files included into it, in order.</summary>
    public IReadOnlyList<string> IncludedFiles { get; init; } = [];

    /// <summary>Folders that were named for including: a new file in one is part of the configuration.</summary>
    public IReadOnlyList<string> IncludedFolders { get; init; } = [];

    /// <summary>SHA-256 of all these files as they were read; 64 hexadecimal digits.</summary>
    public IReadOnlyList<(string Path, string Sha256)> Digests { get; init; } = [];

    /// <summary>A change of these files or of the rules takes effect at once.</summary>
    public bool WatchFiles { get; init; } = true;

    /// <summary>A watch as root gives up what it never needs, before it begins.</summary>
    public bool DropCapabilities { get; init; } = true;

    public RuleSettings Rules { get; init; } = new();

    public EngineSettings Engine { get; init; } = new();

    public CaptureSettings Capture { get; init; } = new();

    public ResponseSettings Responses { get; init; } = new();

    public OutputSettings Output { get; init; } = new();

    public FoldSettings Fold { get; init; } = new();

    public EvidenceSettings Evidence { get; init; } = new();

    public WebServerSettings WebServer { get; init; } = new();

    public MetricsSettings Metrics { get; init; } = new();

    public LogSettings Log { get; init; } = new();

    public DropSettings Drops { get; init; } = new();

    public SilenceSettings Silence { get; init; } = new();

    public SystemCallSettings SystemCalls { get; init; } = new();

    public StateSettings State { get; init; } = new();

    public ContainerEngineSettings ContainerEngines { get; init; } = new();

    /// <summary>What holds where nothing is said. Any loss is told, and every rule is applied.</summary>
    public static LannerConfiguration Standard { get; } = new() { Drops = new DropSettings { Threshold = 0 } };

    /// <summary>What Falco does where nothing is said, where that differs.</summary>
    public static LannerConfiguration FalcoStandard { get; } = new()
    {
        Rules = new RuleSettings { FirstMatchOnly = true },
        Log = new LogSettings { ToSyslog = true },
        Fold = new FoldSettings { IsEnabled = false },
    };

    /// <summary>Sections that mean something to Falco and nothing here.</summary>
    static readonly string[] s_foreign =
        ["plugins", "load_plugins", "plugins_hostinfo", "libs_logger", "grpc", "grpc_output"];

    internal static LannerConfiguration Read(Section root, LannerConfiguration standard)
    {
        root.Known(Configuration.IncludedFiles.Key);
        root.Ignore(s_foreign);
        var configuration = standard with
        {
            WatchFiles = root.Bool("watch_config_files", standard.WatchFiles),
            DropCapabilities = root.Bool("drop_capabilities", standard.DropCapabilities),
            Rules = RuleSettings.Read(root, standard.Rules),
            Engine = EngineSettings.Read(root.Sub("engine")),
            Capture = CaptureSettings.Read(root.Sub("capture")),
            Responses = ResponseSettings.Read(root.Sub("responses")),
            Output = OutputSettings.Read(root),
            Evidence = EvidenceSettings.Read(root),
            Fold = FoldSettings.Read(root.Sub("fold"), standard.Fold),
            WebServer = WebServerSettings.Read(root.Sub("webserver")),
            Metrics = MetricsSettings.Read(root.Sub("metrics")),
            Log = LogSettings.Read(root, standard.Log),
            Drops = DropSettings.Read(root.Sub("syscall_event_drops"), standard.Drops),
            Silence = SilenceSettings.Read(root.Sub("syscall_event_timeouts")),
            SystemCalls = SystemCallSettings.Read(root.Sub("base_syscalls")),
            State = StateSettings.Read(root.Sub("falco_libs")),
            ContainerEngines = ContainerEngineSettings.Read(root.Sub("container_engines")),
        };
        root.WarnUnknown();
        return configuration;
    }
}
