using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanner.Alerts.Tests.Outputs;

/// <summary>Speaks bytes instead of HTTP, for what no honest server does: reads a request, and answers by the script for its number.</summary>
sealed class RawServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly Action<Stream, int> _answer;
    readonly List<string> _bodies = [];
    int _count;

    /// <param name="answer">Given the connection and the number of the request, from 1. The connection is closed when it returns.</param>
    public RawServer(Action<Stream, int> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        new Thread(Accept) { IsBackground = true, Name = "raw server" }.Start();
    }

    public int Port { get; }

    public List<string> Bodies
    {
        get
        {
            lock (_bodies) return [.. _bodies];
        }
    }

    public static void Write(Stream to, string text) => to.Write(Encoding.ASCII.GetBytes(text));

    /// <summary>Until the other side has enough.</summary>
    public static void WriteForEver(Stream to, string text)
    {
        try
        {
            while (true) Write(to, text);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Waits until the other side closes.</summary>
    public static void WaitForClose(Stream from)
    {
        try
        {
            while (from.ReadByte() >= 0)
            {
            }
        }
        catch (IOException)
        {
        }
    }

    public void Dispose() => _listener.Stop();

    void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.AcceptTcpClient();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception problem) when (problem is SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    void Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var stream = client.GetStream();
                if (ReadBody(stream) is not { } body) return;
                lock (_bodies) _bodies.Add(body);
                _answer(stream, Interlocked.Increment(ref _count));
            }
            catch (IOException)
            {
            }
        }
    }

    static string? ReadBody(NetworkStream stream)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var next = stream.ReadByte();
            if (next < 0) return null;
            head.Append((char)next);
        }

        const string name = "Content-Length: ";
        var text = head.ToString();
        var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase) + name.Length;
        var body = new byte[int.Parse(text[at..text.IndexOf("\r\n", at, StringComparison.Ordinal)], CultureInfo.InvariantCulture)];
        stream.ReadExactly(body);
        return Encoding.UTF8.GetString(body);
    }
}
