using System.CommandLine;
using System.CommandLine.Parsing;

using Lanner.Cli;
using Lanner.Cli.Falco;
using Lanner.Cli.Sysdig;

// Called by the name of a tool that it stands in for, it is that tool.
switch (CalledName.Read())
{
    case "falco": return FalcoProgram.Run(args);
    case "sysdig": return SysdigProgram.Run(args);
}

switch (args)
{
    case ["falco", .. var ofFalco]: return FalcoProgram.Run(ofFalco);
    case ["sysdig", .. var ofSysdig]: return SysdigProgram.Run(ofSysdig);
    // Read as sysdig reads its own.
    case ["events", .. var ofEvents]: return EventsCommand.Run(EventsProgram.Lanner, ofEvents);
}

var root = new RootCommand("""
    Lanner watches the containers of this host and tells good behaviour from bad.

    Start here:
      sudo lanner watch                      alert on what the built-in rules call bad
      sudo lanner watch --rules my.yaml      your own rules (Falco's language)
      sudo lanner events container.name=web  print what a container does, call by call
      sudo lanner record -w all.scap.gz      record everything for later
      lanner inspect incident.scap           one page about a capture
      lanner replay incident.scap            what happened around its first alert, in plain words
      lanner rules validate my.yaml          what is wrong with rule files; rules --help for more about rules
      lanner fields                          everything a rule can ask about
      lanner chisels                         small analyses: top processes, files, connections, what users type
      lanner falco -c falco.yaml             as falco, with its options (also through a link named falco)
      lanner sysdig -pc container.name=web   as sysdig, with its options (also through a link named sysdig)
    """)
{
    WatchCommand.Create(),
    EventsCommand.Create(),
    RecordCommand.Create(),
    InspectCommand.Create(),
    ReplayCommand.Create(),
    RulesCommand.Create(),
    FieldsCommand.Create(),
    ChiselList.Create(),
};

// A word of a filter may begin with @: it is no file of options.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"lanner: {parsed.Errors[0].Message} (see: lanner {Verb(parsed)}--help)");
    return ExitCode.BadInput;
}

return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

static string Verb(ParseResult parsed)
{
    var words = "";
    for (var result = parsed.CommandResult; result.Command is not RootCommand && result.Parent is CommandResult parent; result = parent)
        words = $"{result.Command.Name} {words}";
    return words;
}
