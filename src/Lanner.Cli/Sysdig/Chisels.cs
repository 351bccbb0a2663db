using Lanner.Explore.Chisels;

namespace Lanner.Cli;

/// <summary>Where the command line meets chisels.</summary>
static class Chisels
{
    /// <summary>What a chisel wants behind its name; null for one that there is not.</summary>
    public static ChiselParameters? ParametersOf(string name) => ChiselCatalogue.Find(name)?.Parameters switch
    {
        null => null,
        { Count: 0 } => ChiselParameters.None,
        [{ Kind: ChiselParameterKind.Filter }, ..] => ChiselParameters.Filter,
        var parameters => parameters.Any(parameter => !parameter.IsOptional) ? ChiselParameters.Required : ChiselParameters.Optional,
    };

    public static int Run(IReadOnlyList<ChiselCall> calls, EventsOptions options) => ChiselSession.Run(options, calls);

    public static int List(EventsProgram program) => ChiselList.PrintAll(program);

    public static int Describe(EventsProgram program, string name) => ChiselList.Print(program, name);
}
