using System.Globalization;
using System.Net.Sockets;
using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>Sends to a syslog daemon; connects anew when it went away, and what it does not take waits.</summary>
sealed class SyslogSink(SyslogOutputOptions options, SinkContext context) : AlertSink
{
    readonly SyslogMessage _message = new(options, context.Rendering.CreateFormat());
    volatile Socket? _socket;
    volatile bool _isAborted;
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
        catch (SocketException) when (wasOpen && !_isAborted)
        {
            // The daemon was started anew: once more on a new connection, and then it is a failure.
            Disconnect();
            SendNow(message);
        }
    }

    public override void Reopen() => Disconnect();

    public override void Abort()
    {
        _isAborted = true;
        Disconnect();
    }

    public override void Dispose() => Disconnect();

    void SendNow(ReadOnlySpan<byte> message)
    {
        try
        {
            Connect();
            if (_isStream) SendAll(Framed(message));
            else _socket!.Send(message);
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.MessageSize)
        {
            Disconnect();
            throw new AlertRefusedException($"{Where}: the message is too long for it ({message.Length} bytes)");
        }
        catch (SocketException)
        {
            Disconnect();
            throw;
        }
    }

    /// <summary>A stream has no limits of messages: by their length (RFC 6587), by a zero byte for the local daemon, or by the line.</summary>
    byte[] Framed(ReadOnlySpan<byte> message)
    {
        if (options.Transport == SyslogTransport.Local) return [.. message, 0];
        if (options.Format == SyslogFormat.Rfc3164) return [.. message, (byte)'\n'];
        return [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), .. message];
    }

    void SendAll(ReadOnlySpan<byte> bytes)
    {
        // A server that closed its end says so only by an end of what it sends; a send into that would seem to succeed.
        var socket = _socket!;
        if (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0) throw new SocketException((int)SocketError.ConnectionReset);
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }

    string Where => options.Transport == SyslogTransport.Local ? options.SocketPath : $"{options.Host}:{options.Port}";

    void Connect()
    {
        if (_socket is not null) return;
        if (options.Transport != SyslogTransport.Local) ConnectRemote();
        else if (!TryConnectLocal(SocketType.Dgram)) TryConnectLocal(SocketType.Stream);
    }

    /// <returns>False when the daemon's socket is of the other type.</returns>
    bool TryConnectLocal(SocketType type)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(options.SocketPath));
            Keep(socket, type == SocketType.Stream);
            return true;
        }
        catch (SocketException problem)
        {
            socket.Dispose();
            if (type == SocketType.Dgram && problem.SocketErrorCode == SocketError.ProtocolType) return false;
            throw new OutputUnavailableException($"{Where}: {problem.Message}", problem);
        }
    }

    void ConnectRemote()
    {
        var isTcp = options.Transport == SyslogTransport.Tcp;
        var socket = isTcp ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout, context.Time);
            socket.ConnectAsync(options.Host, options.Port, limit.Token).AsTask().GetAwaiter().GetResult();
            // The asynchronous connect made it non-blocking for the kernel; sends wait in the runtime, with this limit.
            Keep(socket, isTcp);
        }
        catch (Exception problem) when (problem is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new OutputUnavailableException($"{Where}: {(problem is SocketException ? problem.Message : "no answer in time")}", problem);
        }
    }

    void Keep(Socket socket, bool isStream)
    {
        socket.SendTimeout = (int)options.Timeout.TotalMilliseconds;
        _isStream = isStream;
        _socket = socket;
        if (_isAborted) Disconnect();
    }

    void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
