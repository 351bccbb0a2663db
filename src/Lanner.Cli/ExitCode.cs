namespace Lanner.Cli;

/// <summary>What the program ends with; the same for every verb.</summary>
static class ExitCode
{
    public const int Done = 0;

    /// <summary>A verb that checks has found something.</summary>
    public const int Findings = 1;

    /// <summary>Wrong usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>The machine cannot do it: no privilege, no BTF, ...</summary>
    public const int Unable = 3;

    /// <summary>Events were lost, and the configuration wants the program to end then.</summary>
    public const int EventsLost = 4;
}
