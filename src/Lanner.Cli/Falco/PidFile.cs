using System.Globalization;

namespace Lanner.Cli.Falco;

/// <summary>A file with the process's number, there as long as the process runs.</summary>
sealed class PidFile : IDisposable
{
    readonly string? _path;

    PidFile(string? path) => _path = path;

    /// <param name="path">Null for no file.</param>
    /// <returns>Null after a line on standard error, when the file cannot be written.</returns>
    public static PidFile? Write(string? path)
    {
        try
        {
            if (path is not null) File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new PidFile(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Console.Error.WriteLine($"falco: -P {Shown.Safe(path!)}: {problem.Message}");
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            if (_path is not null) File.Delete(_path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It stays then; the next start writes it anew.
        }
    }
}
