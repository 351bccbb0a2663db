using System.Diagnostics;

namespace Lanner.Live.Tests.Scripts;

/// <summary>
/// A checkout with the real launcher and a program of a few lines, in a folder whose name has a blank: what the launcher does can be
/// seen without building all of Lanner. The program prints its arguments and exits with the number given by `exit N`.
/// </summary>
sealed class ScratchCheckout : IDisposable
{
    const string project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <AssemblyName>lanner</AssemblyName>
          </PropertyGroup>
        </Project>
        """;

    /// <summary>The source of the small program.</summary>
    public const string Program = """
        System.Console.WriteLine("arguments: " + string.Join('|', args));
        if (args is ["wait"]) System.Console.In.ReadToEnd();
        return args is ["exit", var code] ? int.Parse(code) : 0;
        """;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lanner test ");

    public ScratchCheckout()
    {
        foreach (var path in new[] { "lanner", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig" }) Copy(path);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Machine.Repository, "deploy", "setup")))
        {
            Copy(Path.GetRelativePath(Machine.Repository, path));
        }

        Write("src/Lanner.Cli/Lanner.Cli.csproj", project);
        Write("src/Lanner.Cli/Program.cs", Program);
        Write("probe/Makefile", "all:\n\t@test ! -e broken.c || { echo 'broken.c:1:1: error: broken'; exit 1; }\n");
    }

    public string Root => folder.FullName;

    public string Launcher => Path.Combine(Root, "lanner");

    public void Write(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>Runs the launcher to its end.</summary>
    public Task<Command.Result> Run(params string[] arguments) => Command.Run(Launcher, arguments, TimeSpan.FromMinutes(2));

    public Process Start(params string[] arguments) => Command.Start(Launcher, arguments);

    public void Dispose() => folder.Delete(recursive: true);

    void Copy(string path)
    {
        var target = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Path.Combine(Machine.Repository, path), target);
    }
}
