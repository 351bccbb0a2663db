using System.Security.Cryptography;

namespace Lanner.Alerts.Outputs;

/// <summary>What can be wrong with <see cref="HttpOutputOptions"/>; certificates are read to find out.</summary>
static class HttpOptionsCheck
{
    public static IReadOnlyList<OutputOptionProblem> Run(HttpOutputOptions options)
    {
        var problems = new List<OutputOptionProblem>();
        var isUrl = Uri.TryCreate(options.Url, UriKind.Absolute, out var url);
        if (!isUrl || url!.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps || url.Host.Length == 0)
            problems.Add(new(nameof(options.Url), $"\"{options.Url}\" is no address; one looks like https://host:port/path"));
        if (!IsHeaderText(options.UserAgent)) problems.Add(new(nameof(options.UserAgent), "it holds characters that a header cannot have"));
        foreach (var (name, value) in options.Headers)
        {
            if (!IsHeaderName(name)) problems.Add(new(nameof(options.Headers), $"\"{name}\" is no name of a header"));
            else if (!IsHeaderText(value)) problems.Add(new(nameof(options.Headers), $"{name} holds characters that a header cannot have"));
        }

        if (options.BatchSize is < 1 or > 10_000) problems.Add(new(nameof(options.BatchSize), "a batch is 1 to 10000 alerts"));
        if (options.ConnectTimeout <= TimeSpan.Zero) problems.Add(new(nameof(options.ConnectTimeout), "a time is more than 0"));
        if (options.Timeout <= TimeSpan.Zero) problems.Add(new(nameof(options.Timeout), "a time is more than 0"));
        if (options.MaxConsecutiveTimeouts < 0) problems.Add(new(nameof(options.MaxConsecutiveTimeouts), "a number of timeouts is 0 or more"));
        if (options.SpoolMaxBytes < 1 << 20) problems.Add(new(nameof(options.SpoolMaxBytes), "a spool needs 1 MiB at least"));
        if (options.SpoolFolder is { } folder && File.Exists(folder)) problems.Add(new(nameof(options.SpoolFolder), $"{folder} is a file; a folder is needed"));
        CheckCertificates(options, problems);
        return problems;
    }

    static void CheckCertificates(HttpOutputOptions options, List<OutputOptionProblem> problems)
    {
        if (options.ClientCert is null != options.ClientKey is null)
            problems.Add(new(options.ClientCert is null ? nameof(options.ClientCert) : nameof(options.ClientKey), "a certificate of our own needs both its file and its key's"));
        var authorities = options.CaCert is not null ? nameof(options.CaCert) : options.CaBundle is not null ? nameof(options.CaBundle) : nameof(options.CaPath);
        Try(authorities, () => HttpCertificates.Authorities(options));
        if (options.ClientCert is not null && options.ClientKey is not null) Try(nameof(options.ClientCert), () => HttpCertificates.Own(options)?.Dispose());

        void Try(string option, Action read)
        {
            try
            {
                read();
            }
            catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
            {
                problems.Add(new(option, problem.Message));
            }
        }
    }

    static bool IsHeaderName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));

    static bool IsHeaderText(string text) => text.All(c => c is >= ' ' and <= '~' or '\t');
}
