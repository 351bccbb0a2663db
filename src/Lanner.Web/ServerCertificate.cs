using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lanner.Web;

/// <summary>
/// A certificate with its key, from one PEM file, with those between it and its authority if they are there. A file that was replaced is read again; one that cannot be used then is told of, and
/// the certificate before it stays.
/// </summary>
sealed class ServerCertificate : IDisposable
{
    readonly string _path;
    readonly Action<string> _say;
    readonly Lock _lock = new();
    SslServerAuthenticationOptions _options;
    DateTime _written;

    /// <exception cref="CryptographicException">The file does not hold a certificate and its key.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public ServerCertificate(string path, Action<string> say)
    {
        _path = path;
        _say = say;
        _written = File.GetLastWriteTimeUtc(path);
        _options = Read(path);
    }

    /// <summary>What a new connection is encrypted with.</summary>
    public SslServerAuthenticationOptions Current
    {
        get
        {
            lock (_lock)
            {
                Refresh();
                return _options;
            }
        }
    }

    public void Dispose() => _options.ServerCertificateContext?.TargetCertificate.Dispose();

    void Refresh()
    {
        var written = File.GetLastWriteTimeUtc(_path);
        if (written == _written) return;
        _written = written;
        try
        {
            // Connections that are being set up may still use the old one; it goes with them.
            _options = Read(_path);
        }
        catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
        {
            _say($"web server: the new certificate cannot be used, and the one before it stays: {problem.Message}");
        }
    }

    static SslServerAuthenticationOptions Read(string path)
    {
        var text = File.ReadAllText(path);
        try
        {
            var certificate = X509Certificate2.CreateFromPem(text, text);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(text);
            // What is not in the file is not looked for on the network.
            return new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true) };
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            throw new CryptographicException($"{path}: it must hold a certificate and its key in PEM: {problem.Message}", problem);
        }
    }
}
