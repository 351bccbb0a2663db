using System.Net;

namespace Lanner.Configuration;

/// <summary>Section <c>webserver</c>: health, versions and metrics over HTTP. Off unless asked for, and then on this host alone.</summary>
public sealed record WebServerSettings
{
    public const int DefaultPort = 8765;

    public bool IsEnabled { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int Port { get; init; } = DefaultPort;

    public string HealthPath { get; init; } = "/healthz";

    public bool ServesMetrics { get; init; }

    /// <summary>A PEM file with certificate and key; null for plain HTTP.</summary>
    public string? Certificate { get; init; }

    internal static WebServerSettings Read(Section section)
    {
        var standard = new WebServerSettings();
        var address = section.Text("listen_address");
        var ip = standard.Address;
        if (address is not null && !IPAddress.TryParse(address, out ip!))
        {
            section.Error("listen_address", $"'{section.Path("listen_address")}' must be an IP address, not '{Section.Shorten(address)}'", "0.0.0.0 for all, 127.0.0.1 for this host alone");
            ip = standard.Address;
        }

        var health = section.Text("k8s_healthz_endpoint") ?? standard.HealthPath;
        if (!health.StartsWith('/')) section.Error("k8s_healthz_endpoint", $"'{section.Path("k8s_healthz_endpoint")}' must begin with '/'");
        var certificate = section.Text("ssl_certificate");
        var isSecure = section.Bool("ssl_enabled", false);
        if (isSecure && certificate is null) section.Error("ssl_enabled", $"'{section.Path("ssl_enabled")}' needs a certificate", "set webserver.ssl_certificate to a PEM file with certificate and key");
        var settings = new WebServerSettings
        {
            IsEnabled = section.Bool("enabled", false),
            Address = ip,
            Port = section.Number("listen_port", DefaultPort, 1, 65_535),
            HealthPath = health,
            ServesMetrics = section.Bool("prometheus_metrics_enabled", false),
            Certificate = isSecure ? certificate : null,
        };
        section.Ignore("threadiness");
        section.WarnUnknown();
        return settings;
    }
}
