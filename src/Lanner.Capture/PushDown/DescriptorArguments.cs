using Lanner.Events;

namespace Lanner.Capture;

/// <summary>Which arguments of a system call are descriptors, for telling of those whose open was held back.</summary>
static class DescriptorArguments
{
    const byte First = 1, Second = 2, Third = 4, Fifth = 16;

    /// <summary>The call puts what its first argument names under another number, which it returns (MAKES_DESCRIPTOR of the probe).</summary>
    const byte Duplicates = 0x80;

    /// <summary>Those that differ from "the first one".</summary>
    static readonly Dictionary<string, byte> s_calls = new(StringComparer.Ordinal)
    {
        ["dup"] = First | Duplicates, ["dup2"] = First | Duplicates, ["dup3"] = First | Duplicates,
        ["mmap"] = Fifth, ["mmap2"] = Fifth,
        ["symlinkat"] = Second,
        ["renameat"] = First | Third, ["renameat2"] = First | Third, ["linkat"] = First | Third,
        ["splice"] = First | Third, ["copy_file_range"] = First | Third, ["sendfile"] = First | Second, ["sendfile64"] = First | Second,
        ["pidfd_getfd"] = First | Second, ["execveat"] = First,
    };

    /// <summary>A bit for each argument, by number of the call; 0 for calls whose event shows no descriptor.</summary>
    public static byte[] ByNumber()
    {
        var found = new byte[NativeSyscalls.NumberCount];
        foreach (var info in EventTable.All)
        {
            if (!info.IsExit || info.Status != EventStatus.Live) continue;
            // The first parameter is what the call returned.
            var shows = info.Has(EventFlags.UsesFd) || info.Parameters.Skip(1).Any(parameter => parameter.Type == ParameterType.Fd);
            foreach (var name in info.Syscalls)
            {
                if (NativeSyscalls.Number(name) is not (>= 0 and var number)) continue;
                if (s_calls.TryGetValue(name, out var bits)) found[number] |= bits;
                else if (shows && !MakesOnly(info)) found[number] |= First;
            }
        }

        return found;
    }

    /// <summary>Pairs of new descriptors: what their arguments are is no descriptor.</summary>
    static bool MakesOnly(EventInfo info) => info.IndexOf("fd1") >= 0;
}
