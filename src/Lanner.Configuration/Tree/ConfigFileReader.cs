using System.Security.Cryptography;
using System.Text;

using Lanner.Yaml;

namespace Lanner.Configuration;

/// <summary>Reads files into trees. Nothing in a file makes it throw; what is wrong goes to the problems.</summary>
sealed class ConfigFileReader(ProblemList problems, EnvironmentText environment)
{
    /// <summary>A full configuration with all its remarks has some 70 KB.</summary>
    public const int MaxFileBytes = 4 * 1024 * 1024;

    static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>SHA-256 of each file read, by its path; 64 hexadecimal digits.</summary>
    public List<(string Path, string Sha256)> Digests { get; } = [];

    /// <summary>Null when the file cannot be read or is no mapping of keys to values.</summary>
    public ConfigMap? ReadFile(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (bytes.Length <= MaxFileBytes && stream.Read(buffer) is > 0 and var read) bytes.Write(buffer, 0, read);
            if (bytes.Length <= MaxFileBytes)
            {
                Digests.Add((path, Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))));
                return Read(new SourceFile(path, s_strictUtf8.GetString(bytes.ToArray())));
            }

            problems.Error(new SourceFile(path, ""), 0, $"the file has more than the {MaxFileBytes:N0} bytes that a configuration may have");
        }
        catch (DecoderFallbackException)
        {
            problems.Error(new SourceFile(path, ""), 0, "the file is not UTF-8 text");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            problems.Error(new SourceFile(path, ""), 0, $"cannot be read: {fault.Message}");
        }

        return null;
    }

    /// <summary>The first document; an empty one is an empty section.</summary>
    public ConfigMap? Read(SourceFile file)
    {
        var roots = new List<YamlNode>();
        var start = file.Text.StartsWith('\ufeff') ? 1 : 0;
        if (YamlReader.Read(file.Text, start, roots.Add) is { } fault)
        {
            problems.Error(file, fault.Offset, fault.Message, fault.Hint);
            return null;
        }

        if (roots.Count > 1) problems.Warn(file, roots[1].Start, "only the first document of a file counts", "remove the line '---' between them");
        if (roots.Count == 0 || roots[0].IsNull) return new ConfigMap(file, 0, []);
        if (roots[0] is YamlMapping mapping) return Map(file, mapping);
        problems.Error(file, roots[0].Start, $"a configuration is made of 'key: value' lines, and this is {roots[0].Kind}");
        return null;
    }

    /// <summary>A value in YAML, such as an argument may bring.</summary>
    public ConfigNode Node(SourceFile file, YamlNode node) => node switch
    {
        YamlMapping mapping => Map(file, mapping),
        YamlSequence list => new ConfigList(file, node.Start, [.. list.Items.Select(item => Node(file, item))]),
        YamlScalar scalar => Text(file, scalar),
        _ => throw new InvalidOperationException("there is no other kind of node"),
    };

    ConfigMap Map(SourceFile file, YamlMapping mapping)
    {
        var entries = new List<ConfigEntry>(mapping.Entries.Length);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
        {
            if (key is not YamlScalar { Text: var name }) problems.Error(file, key.Start, $"a key must be a single word, not {key.Kind}");
            else if (!seen.Add(name)) problems.Warn(file, key.Start, $"'{Section.Shorten(name)}' is given twice; the first one counts");
            else entries.Add(new ConfigEntry(name, file, key.Start, Node(file, value)));
        }

        return new ConfigMap(file, mapping.Start, entries);
    }

    ConfigText Text(SourceFile file, YamlScalar scalar)
    {
        var text = environment.Expand(scalar.Text, missing => problems.Warn(file, scalar.Start,
            $"the environment has no variable {Section.Shorten(missing)}: nothing is put in its place", $"for the text itself write $${{{Section.Shorten(missing)}}}"));
        return new ConfigText(file, scalar.Start, text, scalar.IsPlain);
    }
}
