using System.Net;
using System.Net.Sockets;
using System.Text;

using Lanner.Alerts.Outputs;
using Lanner.Rules;

using static Lanner.Alerts.Tests.Outputs.Samples;

namespace Lanner.Alerts.Tests.Outputs;

public sealed class SyslogOutputTests : IDisposable
{
    readonly TestTime _time = new(TimeSpan.FromMinutes(15));
    readonly Heard _heard = new();
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    SyslogOutputOptions Local => new() { SocketPath = _folder["log"], Timeout = TimeSpan.FromHours(1) };

    AlertOutputs Open(SyslogOutputOptions options) => new([options], Json, _heard.Say, _time);

    static Socket Patient(Socket socket)
    {
        socket.ReceiveTimeout = (int)Heard.Patience.TotalMilliseconds;
        return socket;
    }

    Socket Daemon(SocketType type)
    {
        var socket = Patient(new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified));
        socket.Bind(new UnixDomainSocketEndPoint(_folder["log"]));
        if (type == SocketType.Stream) socket.Listen();
        return socket;
    }

    static string Receive(Socket socket)
    {
        var buffer = new byte[100_000];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }

    /// <summary>One message of a stream, up to its end.</summary>
    static string ReceiveUpTo(Socket socket, char end)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (socket.Receive(one) == 1 && one[0] != end) text.Append((char)one[0]);
        return text.ToString();
    }

    static string ObjectIn(string message) => message[message.IndexOf('{', StringComparison.Ordinal)..];

    [Theory]
    [InlineData(RulePriority.Emergency, 8)]
    [InlineData(RulePriority.Critical, 10)]
    [InlineData(RulePriority.Debug, 15)]
    public void A_priority_is_a_severity(RulePriority priority, int code)
    {
        using var daemon = Daemon(SocketType.Dgram);
        using var outputs = Open(Local);
        outputs.Add(Numbered(1, priority));
        var message = Receive(daemon);
        Assert.Matches($@"^<{code}>Jan 23 \d\d:09:59 lanner\[{Environment.ProcessId}\]: {{", message);
        Assert.Equal(1, NumberOf(ObjectIn(message)));
    }

    [Fact]
    public void Facility_and_name_can_be_chosen()
    {
        using var daemon = Daemon(SocketType.Dgram);
        using var outputs = Open(Local with { Facility = "authpriv", Identity = "guard", Format = SyslogFormat.Rfc5424 });
        outputs.Add(Numbered(1));
        Assert.StartsWith($"<85>1 2025-01-23T08:09:59.000000Z host1 guard {Environment.ProcessId} - - {{", Receive(daemon));
    }

    [Fact]
    public void A_daemon_may_listen_on_a_stream()
    {
        using var daemon = Daemon(SocketType.Stream);
        using var outputs = Open(Local);
        outputs.Add(Numbered(1));
        outputs.Add(Numbered(2));
        using var connection = Patient(daemon.Accept());
        Assert.Equal([1, 2], new[] { ReceiveUpTo(connection, '\0'), ReceiveUpTo(connection, '\0') }.Select(m => NumberOf(ObjectIn(m))));
    }

    [Fact]
    public void A_daemon_that_is_started_anew_gets_what_waited()
    {
        using var outputs = Open(Local);
        var daemon = Daemon(SocketType.Dgram);
        outputs.Add(Numbered(0));
        Assert.Equal(0, NumberOf(ObjectIn(Receive(daemon))));
        daemon.Dispose();
        for (var i = 1; i <= 5; i++) outputs.Add(Numbered(i));
        Assert.Contains(_folder["log"], _heard.WaitFor("its alerts wait"));
        File.Delete(_folder["log"]);
        using var anew = Daemon(SocketType.Dgram);
        Assert.Equal([1, 2, 3, 4, 5], Enumerable.Range(0, 5).Select(_ => NumberOf(ObjectIn(Receive(anew)))));
        _heard.WaitFor("works again");
    }

    [Fact]
    public void A_daemon_that_is_there_again_at_once_is_no_failure()
    {
        using var outputs = Open(Local);
        var daemon = Daemon(SocketType.Dgram);
        outputs.Add(Numbered(0));
        Receive(daemon);
        daemon.Dispose();
        File.Delete(_folder["log"]);
        using var anew = Daemon(SocketType.Dgram);
        outputs.Add(Numbered(1));
        Assert.Equal(1, NumberOf(ObjectIn(Receive(anew))));
        Assert.DoesNotContain(_heard.All, m => m.Contains("No such file", StringComparison.Ordinal) && !m.Contains("its alerts wait", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_can_be_named_for_udp()
    {
        using var server = Patient(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var outputs = Open(Local with { Transport = SyslogTransport.Udp, Host = "127.0.0.1", Port = ((IPEndPoint)server.LocalEndPoint!).Port });
        outputs.Add(Numbered(1));
        Assert.Matches(@"^<13>Jan 23 \d\d:09:59 host1 lanner\[\d+\]: {", Receive(server));
    }

    [Fact]
    public void A_server_can_be_named_for_tcp_and_may_close_at_any_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var outputs = Open(Local with
        {
            Transport = SyslogTransport.Tcp, Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Format = SyslogFormat.Rfc5424,
        });
        outputs.Add(Numbered(1));
        using (var first = Patient(listener.AcceptSocket()))
        {
            Assert.Equal(1, NumberOf(ObjectIn(Framed(first))));
            first.Shutdown(SocketShutdown.Both);
        }

        outputs.Add(Numbered(2));
        using var second = Patient(listener.AcceptSocket());
        Assert.Equal(2, NumberOf(ObjectIn(Framed(second))));
        outputs.Add(Numbered(3));
        Assert.Equal(3, NumberOf(ObjectIn(Framed(second))));

        static string Framed(Socket socket)
        {
            var bytes = new byte[int.Parse(ReceiveUpTo(socket, ' '), System.Globalization.CultureInfo.InvariantCulture)];
            for (var got = 0; got < bytes.Length;) got += socket.Receive(bytes.AsSpan(got));
            return Encoding.UTF8.GetString(bytes);
        }
    }

    [Fact]
    public void A_long_message_is_cut_between_characters()
    {
        using var daemon = Daemon(SocketType.Dgram);
        using var outputs = Open(Local with { MaxMessageBytes = 501 });
        outputs.Add(new InternalAlert("long", RulePriority.Notice, new string('ü', 1000), "h"));
        var message = Receive(daemon);
        Assert.InRange(Encoding.UTF8.GetByteCount(message), 500, 501);
        Assert.EndsWith("ü", message);
    }

    [Fact]
    public void A_daemon_that_does_not_read_holds_up_neither_the_others_nor_the_end()
    {
        using var daemon = Daemon(SocketType.Dgram);
        using var outputs = new AlertOutputs([Local, new FileOutputOptions { Path = _folder["file"] }], Json, _heard.Say, _time);
        for (var i = 0; i < 5000; i++) outputs.Add(Numbered(i));
        Assert.True(SpinWait.SpinUntil(() => outputs.Statistics[1].Written == 5000, Heard.Patience));
        Assert.True(outputs.Statistics[0].Written < 5000);
        Assert.False(outputs.Complete(TimeSpan.Zero));
        var stuck = outputs.Statistics[0];
        Assert.Equal(5000, stuck.Written + stuck.Dropped);
    }

    [Fact]
    public void Options_that_cannot_work_are_all_named() => Assert.Equal(["Facility", "Identity", "Host", "Port", "MaxMessageBytes", "Timeout"],
        new SyslogOutputOptions { Facility = "x", Identity = "a b", Transport = SyslogTransport.Tcp, Port = 0, MaxMessageBytes = 1, Timeout = TimeSpan.Zero }.Check().Select(p => p.Option));
}
