using System.Security.Cryptography;

using Lanner.Configuration;
using Lanner.Web;

namespace Lanner.Cli;

/// <summary>The web server of a watch, from before its beginning to its end.</summary>
sealed class WebStage : WatchStage
{
    readonly WebServer _server;

    /// <exception cref="CryptographicException">The certificate cannot be used.</exception>
    public WebStage(WebServerSettings settings, WebRoutes routes, OperatorLog log)
    {
        try
        {
            _server = new WebServer(new WebServerOptions { Address = settings.Address, Port = settings.Port, Certificate = settings.Certificate }, routes, log.Warning);
        }
        catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CryptographicException($"webserver.ssl_certificate: {problem.Message}", problem);
        }

        // A port that somebody else has is no reason to be blind: watching goes on, and the port is tried again.
        _server.Start();
        if (_server.Address is { } address) log.Info($"web server: {address} has {string.Join(", ", routes.Paths)}");
    }

    public WebCounters Counters => _server.Counters;

    public override void Dispose()
    {
        _server.Dispose();
        base.Dispose();
    }
}
