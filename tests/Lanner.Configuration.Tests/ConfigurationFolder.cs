namespace Lanner.Configuration.Tests;

/// <summary>Configuration files for a test; gone with it.</summary>
sealed class ConfigurationFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lanner-configuration-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string File(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Loads a main file with this content, under an environment without any variable.</summary>
    public ConfigurationResult Load(string content, params string[] options) => ConfigurationLoader.Load(File("main.yaml", content), options, variable: _ => null);
}
