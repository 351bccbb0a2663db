using System.Diagnostics;

namespace Lanner.Live.Tests;

/// <summary>A program that is run to its end.</summary>
static class Command
{
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>The output, or an exception with what the program complained about.</summary>
        public string Expect(string what) => ExitCode == 0
            ? Output.Trim()
            : throw new InvalidOperationException($"{what} failed with exit code {ExitCode}: {Error.Trim()}");
    }

    /// <summary>Runs `program` with no input. A run that outlasts `limit` (default one minute) is killed and an error.</summary>
    public static async Task<Result> Run(string program, IEnumerable<string> arguments, TimeSpan? limit = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, environment);
        process.StandardInput.Close();
        using var expiry = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(1));
        var output = process.StandardOutput.ReadToEndAsync(expiry.Token);
        var error = process.StandardError.ReadToEndAsync(expiry.Token);
        try
        {
            await process.WaitForExitAsync(expiry.Token);
            return new Result(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', process.StartInfo.ArgumentList)} did not end in time");
        }
    }

    /// <summary>Starts `program` with all three streams connected; the caller owns the process.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
