namespace Lanner.Configuration.Tests;

/// <summary>Finds files of the repository from where the tests run.</summary>
static class Checkout
{
    public static string Root { get; } = Find();

    static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Lanner.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not run from a checkout");
    }
}
