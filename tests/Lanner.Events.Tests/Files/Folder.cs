namespace Lanner.Events.Tests.Files;

/// <summary>A folder that goes when the test ends.</summary>
sealed class Folder : IDisposable
{
    public Folder() => Path = Directory.CreateTempSubdirectory("lanner-capture-").FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
