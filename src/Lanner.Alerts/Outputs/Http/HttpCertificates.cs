using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lanner.Alerts.Outputs;

/// <summary>Reads the certificates that an HTTP output names.</summary>
static class HttpCertificates
{
    /// <summary>A folder of authorities has a few hundred.</summary>
    const int MostFiles = 10_000;

    /// <summary>The authorities to trust instead of the machine's; null for those.</summary>
    /// <exception cref="CryptographicException">A file holds none.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static X509Certificate2Collection? Authorities(HttpOutputOptions options)
    {
        if (options.Insecure) return null;
        if ((options.CaCert ?? options.CaBundle) is { } file) return FromFile(file);
        return options.CaPath is { } folder ? FromFolder(folder) : null;
    }

    /// <summary>Our own with its key; null for none.</summary>
    /// <exception cref="CryptographicException">The files do not hold a certificate and its key.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static X509Certificate2? Own(HttpOutputOptions options)
    {
        if (options.ClientCert is not { } certificate || options.ClientKey is not { } key) return null;
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            throw new CryptographicException($"{certificate}, {key}: {problem.Message}", problem);
        }
    }

    static X509Certificate2Collection FromFile(string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(file);
        }
        catch (CryptographicException problem)
        {
            throw new CryptographicException($"{file}: {problem.Message}", problem);
        }

        return found.Count > 0 ? found : throw new CryptographicException($"{file}: it holds no certificate in PEM");
    }

    /// <summary>What is no certificate is passed over, as such folders hold other things too.</summary>
    static X509Certificate2Collection FromFolder(string folder)
    {
        var found = new X509Certificate2Collection();
        foreach (var file in Directory.EnumerateFiles(folder).Take(MostFiles))
        {
            try
            {
                found.ImportFromPemFile(file);
            }
            catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
            {
                // A link without target, a readme, a revocation list.
            }
        }

        return found.Count > 0 ? found : throw new CryptographicException($"{folder}: none of its files holds a certificate in PEM");
    }
}
