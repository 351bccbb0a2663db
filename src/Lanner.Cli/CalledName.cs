using System.Text;

namespace Lanner.Cli;

/// <summary>The name by which the program was called: a symbolic link to it may be named like a tool that it stands in for.</summary>
static class CalledName
{
    /// <summary>Without its folder; <c>lanner</c> when it cannot be told.</summary>
    public static string Read()
    {
        try
        {
            // The runtime's own idea of the name is that of the program's file.
            var line = File.ReadAllBytes("/proc/self/cmdline");
            var end = Array.IndexOf(line, (byte)0);
            return Path.GetFileName(Encoding.UTF8.GetString(line, 0, end < 0 ? line.Length : end));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "lanner";
        }
    }
}
