using Lanner.Explore.Printing;

namespace Lanner.Cli;

/// <summary>What a chisel wants behind its name on the command line.</summary>
enum ChiselParameters
{
    None,

    /// <summary>Arguments that may be left out.</summary>
    Optional,

    /// <summary>Arguments without which it does not run.</summary>
    Required,

    /// <summary>A filter.</summary>
    Filter,
}

/// <summary>Whether the word behind a chisel's name is its argument, or the filter or an option begins there.</summary>
static class ChiselArguments
{
    /// <param name="parameters">What the chisel wants.</param>
    /// <param name="rest">The words behind its name.</param>
    public static bool Takes(ChiselParameters parameters, IReadOnlyList<string> rest)
    {
        if (rest.Count == 0 || parameters == ChiselParameters.None) return false;
        if (parameters != ChiselParameters.Optional) return true;
        return !rest[0].StartsWith('-') && PrintRequest.TryCompile(string.Join(' ', rest), PrintFormats.Plain, out _) is null;
    }
}
