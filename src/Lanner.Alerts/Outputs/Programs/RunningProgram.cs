using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Lanner.Alerts.Outputs;

/// <summary>A program with its standard input in our hands.</summary>
sealed partial class RunningProgram : IDisposable
{
    const int Terminate = 15;
    const uint CountUnread = 0x541B;

    /// <summary>After the end of its input, and again after it was asked to end.</summary>
    static readonly TimeSpan s_endWait = TimeSpan.FromSeconds(2);

    readonly Process _process;
    readonly Stream _input;

    RunningProgram(Process process)
    {
        _process = process;
        _input = process.StandardInput.BaseStream;
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Bytes that lie in the pipe; those of a program that has ended stay there until its input is closed.</summary>
    public int Unread => _input is PipeStream pipe && Control(pipe.SafePipeHandle, CountUnread, out var unread) == 0 ? unread : 0;

    /// <summary>Starts it. Ctrl-C at our terminal is for us alone: the program's end is the end of its input, after the last alert.</summary>
    /// <exception cref="OutputUnavailableException">There is no shell, or no room for another process.</exception>
    public static RunningProgram Start(string command)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("trap '' INT\n" + command);
        try
        {
            return new RunningProgram(Process.Start(start)!);
        }
        catch (Exception problem) when (problem is Win32Exception or IOException)
        {
            throw new OutputUnavailableException($"{command}: {problem.Message}", problem);
        }
    }

    /// <summary>Blocks while the program does not read.</summary>
    /// <exception cref="IOException">It reads no more.</exception>
    public void Write(ReadOnlySpan<byte> line)
    {
        _input.Write(line);
        _input.Flush();
    }

    /// <returns>False when the program reads no more.</returns>
    public bool TryWrite(ReadOnlySpan<byte> line)
    {
        try
        {
            Write(line);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Ends its input and waits for its end.</summary>
    /// <returns>Its exit status; 128 and more for a signal.</returns>
    public int Finish()
    {
        CloseInput();
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>As <see cref="Finish"/>, but insists.</summary>
    public void End()
    {
        CloseInput();
        if (_process.WaitForExit(s_endWait)) return;
        foreach (var process in WithDescendants(_process.Id)) _ = SendSignal(process, Terminate);
        if (_process.WaitForExit(s_endWait)) return;
        Kill();
        _process.WaitForExit(s_endWait);
    }

    /// <summary>From any thread: it and what it started end now.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception problem) when (problem is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        if (!HasEnded) Kill();
        CloseInput();
        _process.Dispose();
    }

    public static string Describe(int status) => status > 128 ? $"the program was ended by signal {status - 128}" : $"the program ended with status {status}";

    /// <summary>The shell and what it runs: a shell that is asked to end does not pass that on.</summary>
    static List<int> WithDescendants(int root)
    {
        var found = new List<int> { root };
        for (var i = 0; i < found.Count; i++)
        {
            try
            {
                var children = File.ReadAllText($"/proc/{found[i]}/task/{found[i]}/children");
                found.AddRange(children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => int.Parse(c, CultureInfo.InvariantCulture)));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // It has ended, or the kernel does not tell.
            }
        }

        return found;
    }

    void CloseInput()
    {
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
            // It reads no more.
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(SafeHandle descriptor, nuint request, out int value);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
