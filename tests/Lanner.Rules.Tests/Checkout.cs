namespace Lanner.Rules.Tests;

/// <summary>The checkout that the tests were built from.</summary>
static class Checkout
{
    public static string Root { get; } = Find();

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lanner.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests do not lie in a checkout");
    }
}

/// <summary>A folder that goes with the test.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lanner-rules-").FullName;

    public void Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
