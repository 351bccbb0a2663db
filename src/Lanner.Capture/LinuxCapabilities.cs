using System.Globalization;

namespace Lanner.Capture;

/// <summary>The capabilities of this process, as far as capturing needs them.</summary>
static class LinuxCapabilities
{
    public const int SysPtrace = 19;
    public const int SysAdmin = 21;
    public const int PerfMon = 38;
    public const int Bpf = 39;

    /// <summary>The effective set of this process, one bit per capability; 0 when it cannot be read.</summary>
    public static ulong Effective()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/status"))
            {
                if (line.StartsWith("CapEff:", StringComparison.Ordinal))
                    return ulong.Parse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
        }

        return 0;
    }

    public static bool Has(ulong set, int capability) => (set >> capability & 1) != 0;
}
