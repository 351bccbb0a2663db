using System.Runtime.InteropServices;
using System.Text;

namespace Lanner.Cli;

/// <summary>Starts this program again in this very process, with the words and the environment it was started with.</summary>
static unsafe partial class SameProgram
{
    /// <summary>Returns only when the kernel refuses, and then nothing has changed.</summary>
    public static void Start()
    {
        try
        {
            var words = File.ReadAllBytes("/proc/self/cmdline");
            var environment = File.ReadAllBytes("/proc/self/environ");
            if (new FileInfo("/proc/self/exe").LinkTarget is not { } path || words is [] or [0, ..]) return;
            // By the name it was called, if that leads to it: the kernel shows the last part of it.
            var called = Encoding.UTF8.GetString(words, 0, Array.IndexOf(words, (byte)0));
            if (called.Contains('/') && (new FileInfo(called).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(called)) == path) path = called;
            var file = Encoding.UTF8.GetBytes(path + '\0');
            fixed (byte* fileStart = file, wordStart = words, environmentStart = environment)
            {
                fixed (nint* wordList = Pointers(wordStart, words.Length), environmentList = Pointers(environmentStart, environment.Length))
                    _ = Execute(fileStart, wordList, environmentList);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Without /proc it goes on as it is.
        }
    }

    /// <summary>The beginnings of texts that each end with a zero, and a null behind the last.</summary>
    static nint[] Pointers(byte* texts, int length)
    {
        var pointers = new List<nint>();
        for (var i = 0; i < length; i++)
        {
            if (i == 0 || texts[i - 1] == 0) pointers.Add((nint)(texts + i));
        }

        pointers.Add(0);
        return [.. pointers];
    }

    [LibraryImport("libc", EntryPoint = "execve")]
    private static partial int Execute(byte* path, nint* words, nint* environment);
}
