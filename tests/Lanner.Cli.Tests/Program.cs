using System.Diagnostics;

namespace Lanner.Cli.Tests;

/// <summary>Runs the program as a user does, and gives back what it said and how it ended.</summary>
static class Program
{
    /// <summary>Longest a run may take before it counts as hung.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "lanner"), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"lanner {string.Join(' ', arguments)} did not end");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }
}
