using System.Diagnostics;

namespace Lanner.Cli.Tests;

/// <summary>Runs the program as a user does, and gives back what it said and how it ended.</summary>
static class Program
{
    /// <summary>Longest a run may take before it counts as hung.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>The program under test.</summary>
    public static readonly string Path = System.IO.Path.Combine(AppContext.BaseDirectory, "lanner");

    public static (int Code, string Output, string Errors) Run(params string[] arguments) => RunOther(Path, arguments);

    /// <summary>Runs a command line of the shell, where $LANNER is the program.</summary>
    public static (int Code, string Output, string Errors) RunShell(string script) => RunOther("/bin/bash", "-c", script);

    /// <summary>Runs another program the same way.</summary>
    public static (int Code, string Output, string Errors) RunOther(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            Environment = { ["LANNER"] = Path },
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }
}
