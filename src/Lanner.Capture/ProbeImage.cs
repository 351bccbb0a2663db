using System.Reflection;

namespace Lanner.Capture;

/// <summary>The compiled probe: an ELF object for the BPF machine, the same for every kernel.</summary>
public sealed class ProbeImage
{
    /// <summary>The name of the object beside the program and as an embedded resource.</summary>
    public const string FileName = "lanner.bpf.o";

    const long BytesMax = 16 << 20;
    const int ElfMachineBpf = 247;

    ProbeImage(byte[] bytes, string origin)
    {
        Bytes = bytes;
        Origin = origin;
    }

    internal byte[] Bytes { get; }

    /// <summary>Where it was found, for messages.</summary>
    public string Origin { get; }

    /// <exception cref="CaptureException">The bytes are not a BPF object.</exception>
    public static ProbeImage FromBytes(byte[] bytes, string origin)
    {
        var isElf = bytes.AsSpan().StartsWith("\u007fELF"u8);
        if (bytes.Length < 64 || !isElf || bytes[4] != 2 || (bytes[18] | bytes[19] << 8) != ElfMachineBpf)
            throw Unusable(origin, "it is not a 64-bit BPF object");
        return new ProbeImage(bytes, origin);
    }

    /// <exception cref="CaptureException">There is no such file, or it is not a BPF object.</exception>
    public static ProbeImage FromFile(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax }) throw Unusable(path, "it is larger than 16 MiB");
            return FromBytes(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, error.Message);
        }
    }

    /// <summary>The probe embedded in an assembly under <see cref="FileName"/>, or null when it has none.</summary>
    public static ProbeImage? FromResource(Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(FileName);
        if (stream is null) return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return FromBytes(bytes, $"{assembly.GetName().Name}, embedded");
    }

    /// <summary>
    /// The probe to use: the file named in LANNER_PROBE, else the one beside the program, else the one embedded in
    /// <paramref name="assembly"/>.
    /// </summary>
    /// <exception cref="CaptureException">There is none, or it is not a BPF object.</exception>
    public static ProbeImage Find(Assembly? assembly)
    {
        if (Environment.GetEnvironmentVariable("LANNER_PROBE") is { Length: > 0 } named) return FromFile(named);
        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside)) return FromFile(beside);
        return (assembly is null ? null : FromResource(assembly)) ?? throw Unusable(beside, "no such file, and none is embedded");
    }

    static CaptureException Unusable(string origin, string why) => new(new CaptureProblem(
        "probe", $"the probe {origin} cannot be used", why, "build it (make -C probe) or name one in LANNER_PROBE"));
}
