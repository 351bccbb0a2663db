namespace Lanner.Cli;

/// <summary>Where the command line meets chisels. This version has none, and says so in one line.</summary>
static class Chisels
{
    /// <summary>What a chisel wants behind its name; null for one that there is not.</summary>
    public static ChiselParameters? ParametersOf(string name) => null;

    public static int Run(IReadOnlyList<ChiselCall> calls, EventsOptions options) => Fail(options.Program, calls[0].Name);

    public static int List(EventsProgram program) => program.Fail("chisels are not part of this version");

    public static int Describe(EventsProgram program, string name) => Fail(program, name);

    static int Fail(EventsProgram program, string name) => program.Fail($"there is no chisel '{Shown.Safe(name)}': chisels are not part of this version");
}
