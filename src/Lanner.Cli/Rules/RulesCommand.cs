using System.CommandLine;

namespace Lanner.Cli;

/// <summary><c>lanner rules</c>: the verbs about rule files. What each does is in its own file.</summary>
static class RulesCommand
{
    public static Command Create() => new("rules", """
        Check, test, list and explain rules.

        Examples:
          lanner rules validate my.yaml my.d            every mistake of all files at once
          lanner rules test my.yaml                     whether they fire on what my.test.yaml describes
          lanner rules list                             the built-in rules
          lanner rules describe "Reverse shell"         what one rule asks and prints
          lanner rules explain "Reverse shell" -r incident.scap   why it matched, or did not
        """)
    {
        ValidateCommand.Create(),
        TestCommand.Create(),
        ListCommand.Create(),
        DescribeCommand.Create(),
        ExplainCommand.Create(),
    };

    /// <summary>Rule files as arguments; <c>--rules</c> says the same, as it does for the other verbs.</summary>
    public static Argument<string[]> Files()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Rule files, or folders of .yaml files, loaded in order (default: the built-in rules)",
            Arity = ArgumentArity.ZeroOrMore,
        };
        // A mistyped option would else be looked for as a file.
        files.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-'))?.Value is { } option)
                result.AddError($"there is no option {option} (a file of that name: ./{option})");
        });
        return files;
    }
}
