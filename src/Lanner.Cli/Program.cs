using System.CommandLine;

using Lanner.Cli;

var root = new RootCommand("""
    Lanner watches the containers of this host and tells good behaviour from bad.

    Start here:
      sudo lanner watch                      alert on what the built-in rules call bad
      sudo lanner watch --rules my.yaml      your own rules (Falco's language)
      lanner fields                          everything a rule can ask about
    """)
{
    WatchCommand.Create(),
    FieldsCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"lanner: {parsed.Errors[0].Message} (see: lanner {Verb(parsed)}--help)");
    return ExitCode.BadInput;
}

return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

static string Verb(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
