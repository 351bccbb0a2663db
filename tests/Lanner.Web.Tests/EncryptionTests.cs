using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lanner.Web.Tests;

public sealed class EncryptionTests : IDisposable
{
    readonly string _file = Path.GetTempFileName();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Pages_come_over_TLS_with_the_certificate_of_the_file()
    {
        Write("first");
        using var running = new RunningServer(new WebServerOptions { Port = 0, Certificate = _file });
        Assert.Equal("https", running.Address.Scheme);
        Assert.Equal(("CN=first", "hello "), await GetAsync(running));
    }

    [Fact]
    public async Task A_renewed_certificate_is_taken_and_a_broken_one_is_told_of()
    {
        Write("first");
        using var running = new RunningServer(new WebServerOptions { Port = 0, Certificate = _file });
        Write("second");
        File.SetLastWriteTimeUtc(_file, DateTime.UtcNow.AddSeconds(10));
        Assert.Equal("CN=second", (await GetAsync(running)).Subject);

        File.WriteAllText(_file, "no certificate");
        File.SetLastWriteTimeUtc(_file, DateTime.UtcNow.AddSeconds(20));
        Assert.Equal("CN=second", (await GetAsync(running)).Subject);
        Assert.Contains("the one before it stays", Assert.Single(running.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_between_ours_and_the_authority_are_sent_with_it()
    {
        using var authority = Make("root", null);
        using var between = Make("between", authority);
        using var own = Make("localhost", between);
        using var key = own.GetECDsaPrivateKey()!;
        File.WriteAllText(_file, own.ExportCertificatePem() + "\n" + between.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        using var running = new RunningServer(new WebServerOptions { Port = 0, Certificate = _file });
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            },
        };
        using var client = new HttpClient(handler);
        Assert.Equal("hello ", await client.GetStringAsync(new Uri($"https://localhost:{running.Address.Port}/hello"), Cancellation));
    }

    [Fact]
    public void A_file_without_a_key_is_refused_at_the_start()
    {
        using var certificate = Make("keyless");
        File.WriteAllText(_file, certificate.ExportCertificatePem());
        var problem = Assert.Throws<CryptographicException>(() => new WebServer(new WebServerOptions { Port = 0, Certificate = _file }, new WebRoutes(), _ => { }));
        Assert.StartsWith(_file + ": it must hold a certificate and its key in PEM", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_TLS_is_sent_away()
    {
        Write("first");
        using var running = new RunningServer(new WebServerOptions { Port = 0, Certificate = _file });
        Assert.DoesNotContain("hello", await running.ExchangeAsync("GET /hello HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("CN=first", (await GetAsync(running)).Subject);
    }

    /// <summary>The subject of the certificate that the server showed, and its page.</summary>
    static async Task<(string Subject, string Text)> GetAsync(RunningServer running)
    {
        var subject = "";
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    subject = certificate!.Subject;
                    return subject is "CN=first" or "CN=second";
                },
            },
        };
        using var client = new HttpClient(handler);
        var text = await client.GetStringAsync(new Uri(running.Address, "/hello"), Cancellation);
        return (subject, text);
    }

    void Write(string name)
    {
        using var certificate = Make(name);
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(_file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>One that others can be made with, or, as localhost, one for a server.</summary>
    static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(name != "localhost", false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        if (issuer is null) return request.CreateSelfSigned(from, to);
        using var issued = request.Create(issuer, from, issuer.NotAfter, Guid.NewGuid().ToByteArray());
        return issued.CopyWithPrivateKey(key);
    }

    static X509Certificate2 Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
