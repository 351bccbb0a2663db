using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>
/// Tells a command that asks from outside how a container is (a health check, a probe of its pod) from its own processes: an engine starts
/// it from outside, so the outermost process of the lineage that is still in the container has the command's words.
/// </summary>
static class ChecksFromOutside
{
    /// <summary>Levels looked at.</summary>
    const int Deepest = 64;

    /// <summary>False too when there is no command.</summary>
    public static bool IsPart(Process process, ReadOnlySpan<byte> command)
    {
        var container = process.Container;
        if (container.IsHost || command.IsEmpty) return false;
        var outermost = process;
        for (var level = 0; level < Deepest && outermost.Parent is { } parent && parent.Container == container; level++) outermost = parent;
        return outermost.VirtualPid != 1 && HasWords(outermost, command);
    }

    /// <summary>
    /// Compares the first argument and the others, joined by blanks, with the command. Shell forms run under <c>/bin/sh -c</c>.
    /// </summary>
    static bool HasWords(Process process, ReadOnlySpan<byte> command)
    {
        var arguments = process.ArgsText.AsSpan();
        if (arguments.StartsWith("-c "u8) && arguments[3..].SequenceEqual(command)) return true;
        if (!command.StartsWith(process.Exe)) return false;
        var rest = command[process.Exe.Length..];
        return rest.IsEmpty ? arguments.Length == 0 : rest[0] == ' ' && rest[1..].SequenceEqual(arguments);
    }
}
