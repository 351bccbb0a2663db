using System.Security.Cryptography;
using System.Text;

namespace Lanner.Cli;

/// <summary>What some files say, as a mark to compare: a file that was only touched says what it said before.</summary>
static class FileContents
{
    /// <summary>Longer files than any that is accepted are told by their length and time.</summary>
    const long MaxBytes = 16 << 20;

    /// <summary>Far more than any configuration has.</summary>
    const int MaxFiles = 10_000;

    /// <summary>Nothing in the files makes it throw.</summary>
    /// <param name="paths">Files, and folders whose .yaml and .yml files count.</param>
    public static string MarkOf(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths.SelectMany(Expand).Take(MaxFiles)) Add(hash, path);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path)) return [path];
        try
        {
            return [path, .. Directory.EnumerateFiles(path).Where(file => Path.GetExtension(file.AsSpan()) is ".yaml" or ".yml").Order(StringComparer.Ordinal)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [path];
        }
    }

    static void Add(IncrementalHash hash, string path)
    {
        Note(hash, path);
        try
        {
            var file = new FileInfo(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            if (!file.Exists)
            {
                Note(hash, "absent");
            }
            else if (file.Length is > 0 and <= MaxBytes)
            {
                Note(hash, $"{file.Length}");
                hash.AppendData(File.ReadAllBytes(file.FullName));
            }
            else
            {
                // Of length 0 are pipes as well: what is read from one is gone.
                Note(hash, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Note(hash, problem.Message);
        }

        static void Note(IncrementalHash hash, string text) => hash.AppendData([.. Encoding.UTF8.GetBytes(text), 0]);
    }
}
