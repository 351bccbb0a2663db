using Lanner.State;

namespace Lanner.Filters.Tests;

public sealed class OperatorTests
{
    readonly TestBench _bench = new();

    [Theory]
    [InlineData("fd.nameraw = /etc/passwd", true)]
    [InlineData("fd.nameraw == /etc/passwd", true)]
    [InlineData("fd.nameraw = /etc", false)]
    [InlineData("fd.nameraw != /etc/passwd", false)]
    [InlineData("fd.nameraw != /etc", true)]
    [InlineData("fd.nameraw startswith /etc", true)]
    [InlineData("fd.nameraw startswith passwd", false)]
    [InlineData("fd.nameraw endswith passwd", true)]
    [InlineData("fd.nameraw endswith /etc", false)]
    [InlineData("fd.nameraw contains c/p", true)]
    [InlineData("fd.nameraw contains C/P", false)]
    [InlineData("fd.nameraw icontains C/P", true)]
    [InlineData("fd.nameraw icontains C/X", false)]
    [InlineData("fd.nameraw glob /etc/*", true)]
    [InlineData("fd.nameraw glob /ETC/*", false)]
    [InlineData("fd.nameraw iglob /ETC/*", true)]
    [InlineData("fd.nameraw regex '/etc/[a-z]+'", true)]
    [InlineData("fd.nameraw regex '[a-z]+'", false)]
    [InlineData("fd.nameraw bcontains 2f70", true)]
    [InlineData("fd.nameraw bcontains 2f71", false)]
    [InlineData("fd.nameraw bstartswith 2F6574", true)]
    [InlineData("fd.nameraw in (/etc/shadow, /etc/passwd)", true)]
    [InlineData("fd.nameraw in (/etc/shadow, /etc)", false)]
    [InlineData("fd.nameraw in ()", false)]
    [InlineData("not fd.nameraw in ()", true)]
    [InlineData("fd.nameraw intersects (/etc/passwd)", true)]
    [InlineData("fd.nameraw pmatch (/usr, /etc)", true)]
    [InlineData("fd.nameraw pmatch (/etc/pass)", false)]
    [InlineData("fd.nameraw startswith oneof (/usr, /etc)", true)]
    [InlineData("fd.nameraw startswith anyof (/usr, /var)", false)]
    [InlineData("fd.nameraw contains allof (etc, pass)", true)]
    [InlineData("fd.nameraw contains allof (etc, shadow)", false)]
    [InlineData("fd.nameraw contains allof ()", false)]
    [InlineData("fd.nameraw glob oneof ('/usr/*', '*wd')", true)]
    [InlineData("fd.nameraw = oneof (/a, /etc/passwd)", true)]
    [InlineData("fd.nameraw < /f", true)]
    [InlineData("fd.nameraw > /f", false)]
    [InlineData("fd.nameraw exists", true)]
    [InlineData("fd.nameraw = val(fd.nameraw)", true)]
    [InlineData("fd.nameraw = toupper(fd.nameraw)", false)]
    [InlineData("toupper(fd.nameraw) = /ETC/PASSWD", true)]
    [InlineData("tolower(toupper(fd.nameraw)) = val(fd.nameraw)", true)]
    [InlineData("basename(fd.nameraw) = passwd", true)]
    [InlineData("fd.nameraw endswith basename(fd.nameraw)", true)]
    [InlineData("fd.nameraw contains tolower(proc.name)", true)]
    [InlineData("fd.nameraw icontains toupper(proc.name)", true)]
    [InlineData("len(fd.nameraw) = 11", true)]
    [InlineData("len(fd.nameraw) > 11", false)]
    [InlineData("concat(proc.name, ':', fd.nameraw) = passwd:/etc/passwd", true)]
    [InlineData("join('-', (proc.name, 'x', fd.types)) = passwd-x-ipv4-unix", true)]
    [InlineData("b64(evt.arg.data) = hello", true)]
    [InlineData("b64(fd.nameraw) exists", false)]
    public void Texts_are_compared(string text, bool matches)
    {
        _bench.Fields["fd.nameraw"] = "/etc/passwd";
        _bench.Fields["proc.name"] = "passwd";
        _bench.Fields["evt.arg.data"] = "aGVsbG8=";
        _bench.Fields["fd.types"] = new object[] { "ipv4", "unix" };

        Assert.Equal(matches, _bench.Matches(text));
    }

    [Theory]
    [InlineData("fd.num = 5", true)]
    [InlineData("fd.num = 0x5", true)]
    [InlineData("fd.num != 5", false)]
    [InlineData("fd.num < 6", true)]
    [InlineData("fd.num <= 5", true)]
    [InlineData("fd.num > -1", true)]
    [InlineData("fd.num >= 6", false)]
    [InlineData("fd.num in (1, 5)", true)]
    [InlineData("fd.num in (1, 2)", false)]
    [InlineData("evt.count > 9223372036854775807", true)]
    [InlineData("evt.count = 18446744073709551615", true)]
    [InlineData("proc.duration <= 5000000000", true)]
    [InlineData("evt.failed = true", true)]
    [InlineData("evt.failed = false", false)]
    [InlineData("evt.failed != false", true)]
    [InlineData("evt.failed in (true, false)", true)]
    [InlineData("proc.fdusage > 0.5", true)]
    [InlineData("proc.fdusage = 0.75", true)]
    [InlineData("proc.fdusage in (0.1, 0.75)", true)]
    [InlineData("fd.sport = https", true)]
    [InlineData("fd.sport in (22, https)", true)]
    [InlineData("fd.sport < 1024", true)]
    [InlineData("fd.sport = val(fd.num)", false)]
    [InlineData("fd.num < val(fd.sport)", true)]
    public void Numbers_are_compared(string text, bool matches)
    {
        _bench.Fields["fd.num"] = 5;
        _bench.Fields["evt.count"] = ulong.MaxValue;
        _bench.Fields["proc.duration"] = 5_000_000_000;
        _bench.Fields["evt.failed"] = true;
        _bench.Fields["proc.fdusage"] = 0.75;
        _bench.Fields["fd.sport"] = 443;

        Assert.Equal(matches, _bench.Matches(text));
    }

    [Theory]
    [InlineData("fd.sip = 10.0.0.1", true)]
    [InlineData("fd.sip != 10.0.0.1", false)]
    [InlineData("fd.sip in (10.0.0.2, 10.0.0.1)", true)]
    [InlineData("fd.sip = ::1", false)]
    [InlineData("fd.cip = ::1", true)]
    [InlineData("fd.snet = 10.0.0.0/8", true)]
    [InlineData("fd.snet in (192.168.0.0/16, 10.0.0.0/24)", true)]
    [InlineData("fd.snet != 10.0.0.0/8", false)]
    [InlineData("fd.sip = val(fd.cip)", false)]
    [InlineData("fd.ip = ::1", true)]
    [InlineData("fd.ip != ::1", false)]
    [InlineData("fd.ip != 1.1.1.1", true)]
    [InlineData("fd.port in (80, 81)", true)]
    [InlineData("fd.port != 80", false)]
    [InlineData("fd.port > 1000", true)]
    public void Addresses_ports_and_both_ends_are_compared(string text, bool matches)
    {
        Assert.True(IpAddress.TryParse("10.0.0.1", out var v4));
        Assert.True(IpAddress.TryParse("::1", out var v6));
        _bench.Fields["fd.sip"] = v4;
        _bench.Fields["fd.snet"] = v4;
        _bench.Fields["fd.cip"] = v6;
        _bench.Fields["fd.ip"] = new object[] { v4, v6 };
        _bench.Fields["fd.port"] = new object[] { 80, 4242 };

        Assert.Equal(matches, _bench.Matches(text));
    }

    [Theory]
    [InlineData("fd.types in (ipv4, unix, file)", true)]
    [InlineData("fd.types in (ipv4)", false)]
    [InlineData("fd.types intersects (ipv4)", true)]
    [InlineData("fd.types intersects (file)", false)]
    [InlineData("fd.types exists", true)]
    [InlineData("len(fd.types) = 2", true)]
    [InlineData("toupper(fd.types) intersects (IPV4)", true)]
    [InlineData("fd.types in val(fd.types)", true)]
    [InlineData("getopt(proc.args, 'xe:') in (x, e)", true)]
    [InlineData("getopt(proc.args, 'xe:') intersects (q)", false)]
    [InlineData("getopt(proc.args, 'xe:')[e] = cmd", true)]
    [InlineData("getopt(proc.args, 'xe:')[x] exists", true)]
    [InlineData("proc.aname = sshd", true)]
    [InlineData("proc.aname in (init, cron)", true)]
    [InlineData("proc.aname in (cron)", false)]
    [InlineData("proc.aname startswith ss", true)]
    [InlineData("proc.aname != sshd", true)]
    [InlineData("not proc.aname = sshd", false)]
    [InlineData("proc.aname[2] = init", true)]
    [InlineData("proc.aname = val(proc.name)", false)]
    public void Lists_and_ancestors_are_compared(string text, bool matches)
    {
        _bench.Fields["fd.types"] = new object[] { "ipv4", "unix" };
        _bench.Fields["proc.args"] = "-xe cmd -e  cmd file -q";
        _bench.Fields["proc.aname"] = new object[] { "sshd", "init" };
        _bench.Fields["proc.aname[2]"] = "init";
        _bench.Fields["proc.name"] = "bash";

        Assert.Equal(matches, _bench.Matches(text));
    }

    [Theory]
    [InlineData("fd.nameraw = a", false)]
    [InlineData("fd.nameraw != a", false)]
    [InlineData("not fd.nameraw = a", true)]
    [InlineData("fd.nameraw exists", false)]
    [InlineData("fd.num < 1", false)]
    [InlineData("fd.num >= 0", false)]
    [InlineData("fd.types in (a)", false)]
    [InlineData("fd.ip != 1.1.1.1", false)]
    [InlineData("fd.nameraw = val(fd.nameraw)", false)]
    [InlineData("concat(fd.nameraw, proc.name) exists", false)]
    [InlineData("len(fd.nameraw) >= 0", false)]
    public void A_missing_value_fails_every_comparison(string text, bool matches)
    {
        _bench.Fields["proc.name"] = "bash";

        Assert.Equal(matches, _bench.Matches(text));
    }

    [Fact]
    public void Bytes_that_are_not_text_are_compared_too()
    {
        _bench.Fields["evt.buffer"] = new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 0xFF };

        Assert.True(_bench.Matches("evt.buffer startswith \"\\x7fELF\""));
        Assert.True(_bench.Matches("evt.buffer bcontains 00ff"));
        Assert.True(_bench.Matches("evt.buffer contains \"\\x00\\xff\""));
        Assert.True(_bench.Matches("evt.buffer bstartswith 7f45"));
        Assert.False(_bench.Matches("evt.buffer bcontains 01"));
    }

    [Fact]
    public void A_regular_expression_sees_broken_text_cleaned()
    {
        _bench.Fields["fd.nameraw"] = new byte[] { (byte)'a', 0xFF, (byte)'b' };

        Assert.True(_bench.Matches("fd.nameraw regex 'a.b'"));
    }
}
