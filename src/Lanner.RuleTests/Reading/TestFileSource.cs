using System.Text;

using Lanner.Yaml;

namespace Lanner.RuleTests.Reading;

/// <summary>Gets test files from the file system.</summary>
public static class TestFileSource
{
    /// <summary>What stands before <c>.yaml</c> in the name of a test file.</summary>
    const string Ending = ".test";

    /// <summary>As for rule files.</summary>
    const int MaxFileBytes = 4 * 1024 * 1024;

    static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsTestFile(string path) => IsYaml(path) && Path.GetExtension(Path.GetFileNameWithoutExtension(path)) == Ending;

    public static bool IsYaml(string path) => Path.GetExtension(path) is ".yaml" or ".yml" && !Path.GetFileName(path).StartsWith('.');

    /// <summary>The test file that goes with a rule file.</summary>
    public static string Beside(string ruleFile) => Path.Combine(Path.GetDirectoryName(ruleFile) ?? "", Path.GetFileNameWithoutExtension(ruleFile) + Ending + Path.GetExtension(ruleFile));

    /// <summary>The rule file that a test file goes with; null when there is none.</summary>
    public static string? RulesOf(string testFile)
    {
        var stem = Path.Combine(Path.GetDirectoryName(testFile) ?? "", Path.GetFileNameWithoutExtension(Path.GetFileNameWithoutExtension(testFile)));
        return new[] { stem + Path.GetExtension(testFile), stem + ".yaml", stem + ".yml" }.FirstOrDefault(File.Exists);
    }

    /// <summary>The file's text; null after it was reported why there is none.</summary>
    internal static SourceFile? Read(string path, TestProblems problems)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (bytes.Length <= MaxFileBytes && file.Read(buffer) is > 0 and var read) bytes.Write(buffer, 0, read);
            return Decode(path, bytes.ToArray(), problems);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            problems.Add(new SourceFile(path, ""), 0, $"cannot be read: {fault.Message}");
            return null;
        }
    }

    /// <inheritdoc cref="Read"/>
    internal static SourceFile? Decode(string path, ReadOnlySpan<byte> bytes, TestProblems problems)
    {
        try
        {
            if (bytes.Length <= MaxFileBytes) return new SourceFile(path, s_strictUtf8.GetString(bytes));
            problems.Add(new SourceFile(path, ""), 0, $"the file has more than the {MaxFileBytes:N0} bytes that a test file may have");
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new SourceFile(path, ""), 0, "the file is not UTF-8 text");
        }

        return null;
    }
}
