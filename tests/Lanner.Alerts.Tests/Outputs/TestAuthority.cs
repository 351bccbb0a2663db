using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lanner.Alerts.Tests.Outputs;

/// <summary>An authority of our own, made anew for each test.</summary>
sealed class TestAuthority : IDisposable
{
    static readonly DateTimeOffset s_from = DateTimeOffset.UtcNow.AddDays(-1);
    static readonly DateTimeOffset s_to = DateTimeOffset.UtcNow.AddDays(1);

    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 _certificate;

    public TestAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _certificate = request.CreateSelfSigned(s_from, s_to);
    }

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Signs one for 127.0.0.1, as a server or a client.</summary>
    /// <returns>The certificate with its key, and both in PEM.</returns>
    public (X509Certificate2 Certificate, string Pem, string KeyPem) Sign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(_certificate, s_from, s_to, RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        // The platform's TLS wants a key it has loaded itself.
        return (X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null), signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
