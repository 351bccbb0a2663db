using System.Net.Sockets;
using System.Text;

using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>
/// Sends lines to the machine's syslog, as a daemon. Where there is none, or it is stuck, lines are lost without a word: what is said
/// here is said elsewhere too, or was not wanted elsewhere.
/// </summary>
sealed class LocalSyslog(string program) : IDisposable
{
    const string Path = "/dev/log";

    const int Daemon = 3;

    const int MaxBytes = 2048;

    readonly Lock _lock = new();
    Socket? _socket;

    public void Send(RulePriority level, string text)
    {
        var line = Encoding.UTF8.GetBytes($"<{Daemon * 8 + (int)level}>{program}[{Environment.ProcessId}]: {text.ReplaceLineEndings(" ")}");
        lock (_lock)
        {
            // A daemon that was started again needs a new socket.
            if (!TrySend(line)) TrySend(line);
        }
    }

    public void Dispose()
    {
        lock (_lock) _socket?.Dispose();
    }

    bool TrySend(byte[] line)
    {
        try
        {
            if (_socket is null)
            {
                _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
                _socket.Connect(new UnixDomainSocketEndPoint(Path));
            }

            _socket.Send(line.AsSpan(0, Math.Min(line.Length, MaxBytes)));
            return true;
        }
        catch (SocketException)
        {
            _socket?.Dispose();
            _socket = null;
            return false;
        }
    }
}
