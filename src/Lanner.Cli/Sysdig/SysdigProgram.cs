namespace Lanner.Cli.Sysdig;

/// <summary>The program under the name sysdig: <c>lanner events</c> with sysdig's exit codes, and every event of a capture.</summary>
static class SysdigProgram
{
    public static int Run(IReadOnlyList<string> words) => EventsCommand.Run(EventsProgram.Sysdig, words);
}
