using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>Gets rule files' bytes from the file system. Problems are diagnostics, as all others of a load.</summary>
static class RuleFileSource
{
    /// <summary>The file itself, or a folder's .yaml and .yml files in alphabetical order (by code, so that 10 is before 9), but for those of tests.</summary>
    public static IReadOnlyList<string> Expand(string path, DiagnosticList diagnostics)
    {
        if (!Directory.Exists(path)) return [path];
        try
        {
            return [.. Directory.EnumerateFiles(path).Where(IsRuleFile).Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Fail(path, fault.Message, diagnostics);
            return [];
        }
    }

    /// <summary>Reads at most one byte more than a rule file may have; null when it cannot be read.</summary>
    public static byte[]? Read(string path, DiagnosticList diagnostics)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (bytes.Length <= RuleFileReader.MaxFileBytes && file.Read(buffer) is > 0 and var read) bytes.Write(buffer, 0, read);
            return bytes.ToArray();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Fail(path, fault.Message, diagnostics);
            return null;
        }
    }

    static bool IsRuleFile(string path) =>
        Path.GetExtension(path.AsSpan()) is ".yaml" or ".yml" && !Path.GetFileName(path.AsSpan()).StartsWith('.')
        && Path.GetExtension(Path.GetFileNameWithoutExtension(path.AsSpan())) is not ".test";

    static void Fail(string path, string reason, DiagnosticList diagnostics) =>
        diagnostics.Add(LoadCode.ErrFileRead, ItemPath.Of(new SourceFile(path, "")), $"cannot be read: {reason}");
}
