using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.Diagnostics;

namespace Lanner.Cli.Falco;

/// <summary><c>falco -V</c>: a line for each file, then what is wrong; or one JSON object.</summary>
static class FalcoValidation
{
    public static int Run(IReadOnlyList<string> files, bool json)
    {
        var result = RuleLoading.Read(files, new RuleSetOptions());
        if (json) Console.WriteLine(result.ToJson());
        else WriteText(result);
        if (result.Errors.Any(error => error.Code == LoadCode.ErrFileRead)) return ExitCode.BadInput;
        return result.RuleSet is null ? ExitCode.Findings : ExitCode.Done;
    }

    static void WriteText(RuleLoadResult result)
    {
        foreach (var file in result.Files)
        {
            var found = result.Diagnostics.Where(d => d.File == file).ToList();
            var isInvalid = found.Any(d => d.Severity == DiagnosticSeverity.Error);
            Console.WriteLine($"{Shown.Safe(file)}: {(isInvalid ? "Invalid" : found.Count > 0 ? "Ok, with warnings" : "Ok")}");
        }

        Console.Write(result.ToText());
    }
}
