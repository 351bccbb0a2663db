namespace Lanner.Cli.Falco;

/// <summary>What <c>falco --help</c> prints.</summary>
static class FalcoHelp
{
    public const string Text = """
        Lanner in the place of falco: the same options and the same configuration.

        Usage: falco [OPTIONS]

          -h, --help                 this text
          -c FILE                    configuration (default /etc/falco/falco.yaml, if it is there)
          -o, --option KEY=VALUE     set one key of the configuration; repeatable. Keys go down by points, lists by [N], [] appends:
                                     -o json_output=true  -o rules[].disable.tag=network  -o engine.replay.capture_file=a.scap
          -r FILE|DIR                rules, instead of those of the configuration; repeatable
          -p c|k|FORMAT              add to outputs where it happened, or a text of fields
          -U, --unbuffered           write every alert at once
          -M SECONDS                 end after so many seconds
          -P, --pidfile FILE         write the process number there
          -A                         rules that name no event see every system call
          -b, --print-base64         print data that is no text in Base64
          -S, --snaplen BYTES        bytes of read and written data that an event keeps
          -e FILE                    read a capture instead of this host
          --nodriver                 run without events
          --dry-run                  check configuration and rules, and end

          -V, --validate FILE|DIR    tell what is wrong with rules; repeatable; JSON with -o json_output=true
          -L                         describe all rules; JSON with -o json_output=true
          -l RULE                    describe one rule; likewise
          --list[=SOURCE]            fields that rules can use; -N for names only
          --list-events              events with their parameters
          --format FORMAT            of lists: text, markdown or json
          -i                         system calls that are reported only when a rule names them
          --config-schema            JSON schema of the configuration
          --rule-schema              JSON schema of rule files
          --enable-source NAME, --disable-source NAME
                                     the one source is syscall
          --list-plugins, --plugin-info NAME
                                     there are none: what the container plugin gives is built in
          --support                  facts about program and machine, as JSON
          --version                  versions; JSON with -o json_output=true
          --page-size                of this machine

        Signals: SIGUSR1 opens output files anew; SIGINT and SIGTERM end with 0.
        Exit codes: 0 done; 1 invalid rules (-V); 2 wrong usage, configuration or rules; 3 this machine cannot watch; 4 events were lost,
        and the configuration wants an end then. What lanner can do beyond this: lanner --help.
        """;
}
