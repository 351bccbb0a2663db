using System.Globalization;
using System.Net.Sockets;
using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>Sends to a syslog daemon; connects anew when it went away, and what it does not take waits.</summary>
sealed class SyslogSink(SyslogOutputOptions options, SinkContext context) : AlertSink
{
    /// <summary>How often a send that waits looks whether it still should.</summary>
    static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(100);

    readonly SyslogMessage _message = new(options, context.Rendering.CreateFormat());
    readonly CancellationTokenSource _abort = new();
    Socket? _socket;
    bool _isStream;

    public override void Start() => Connect();

    public override void Send(IReadOnlyList<IAlert> batch)
    {
        var message = _message.Write(batch[0]);
        var wasOpen = _socket is not null;
        try
        {
            SendNow(message);
        }
        catch (SocketException) when (wasOpen && !_abort.IsCancellationRequested)
        {
            // The daemon was started anew: once more on a new connection, and then it is a failure.
            Disconnect();
            SendNow(message);
        }
    }

    public override void Reopen() => Disconnect();

    public override void Abort() => _abort.Cancel();

    public override void Dispose() => Disconnect();

    void SendNow(ReadOnlySpan<byte> message)
    {
        try
        {
            var socket = Connect();
            if (_isStream) SendAll(socket, Framed(message));
            else SendSome(socket, message);
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.MessageSize)
        {
            Disconnect();
            throw new AlertRefusedException($"{Where}: the message is too long for it ({message.Length} bytes)");
        }
        catch (Exception problem) when (problem is SocketException or OutputUnavailableException)
        {
            // A stream may have half a message.
            Disconnect();
            throw;
        }
    }

    /// <summary>
    /// Waits while the other side does not read, without blocking in the call: a socket on which another thread waits cannot be closed.
    /// </summary>
    int SendSome(Socket socket, ReadOnlySpan<byte> bytes)
    {
        var begun = context.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return socket.Send(bytes);
            }
            catch (SocketException problem) when (problem.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
            {
                if (_abort.IsCancellationRequested || context.Time.GetElapsedTime(begun) > options.Timeout) throw new OutputUnavailableException($"{Where}: it does not read");
                socket.Poll(s_slice, SelectMode.SelectWrite);
            }
        }
    }

    /// <summary>A stream has no limits of messages: by their length (RFC 6587), by a zero byte for the local daemon, or by the line.</summary>
    byte[] Framed(ReadOnlySpan<byte> message)
    {
        if (options.Transport == SyslogTransport.Local) return [.. message, 0];
        if (options.Format == SyslogFormat.Rfc3164) return [.. message, (byte)'\n'];
        return [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), .. message];
    }

    void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        // A server that closed its end says so only by an end of what it sends; a send into that would seem to succeed.
        if (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0) throw new SocketException((int)SocketError.ConnectionReset);
        while (bytes.Length > 0) bytes = bytes[SendSome(socket, bytes)..];
    }

    string Where => options.Transport == SyslogTransport.Local ? options.SocketPath : $"{options.Host}:{options.Port}";

    Socket Connect() => _socket ?? (options.Transport == SyslogTransport.Local ? ConnectLocal(SocketType.Dgram) ?? ConnectLocal(SocketType.Stream)! : ConnectRemote());

    /// <returns>Null when the daemon's socket is not of datagrams.</returns>
    Socket? ConnectLocal(SocketType type)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(options.SocketPath));
            return Keep(socket, type == SocketType.Stream);
        }
        catch (SocketException problem)
        {
            socket.Dispose();
            if (type == SocketType.Dgram && problem.SocketErrorCode == SocketError.ProtocolType) return null;
            throw new OutputUnavailableException($"{Where}: {problem.Message}", problem);
        }
    }

    Socket ConnectRemote()
    {
        var isTcp = options.Transport == SyslogTransport.Tcp;
        var socket = isTcp ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout, context.Time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _abort.Token);
            socket.ConnectAsync(options.Host, options.Port, both.Token).AsTask().GetAwaiter().GetResult();
            socket.Blocking = false;
            return Keep(socket, isTcp);
        }
        catch (Exception problem) when (problem is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new OutputUnavailableException($"{Where}: {(problem is SocketException ? problem.Message : "no answer in time")}", problem);
        }
    }

    Socket Keep(Socket socket, bool isStream)
    {
        _isStream = isStream;
        _socket = socket;
        return socket;
    }

    void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
