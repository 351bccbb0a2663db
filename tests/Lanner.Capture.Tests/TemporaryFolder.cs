namespace Lanner.Capture.Tests;

/// <summary>A fresh folder, removed with what is in it.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lanner-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
