using Lanner.Alerts.Outputs;

using static Lanner.Alerts.Tests.Outputs.Samples;

namespace Lanner.Alerts.Tests.Outputs;

public sealed class HttpsOutputTests : IDisposable
{
    readonly TestTime _time = new(TimeSpan.FromMinutes(15));
    readonly Heard _heard = new();
    readonly TemporaryFolder _folder = new();
    readonly TestAuthority _authority = new("Lanner test authority");

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    AlertOutputs Open(HttpOutputOptions options)
    {
        Assert.Empty(options.Check());
        return new([options], Text, _heard.Say, _time);
    }

    static HttpOutputOptions To(AlertServer server) => new() { Url = $"https://127.0.0.1:{server.Port}/", Timeout = TimeSpan.FromHours(1) };

    string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    [Theory]
    [InlineData("cert")]
    [InlineData("bundle")]
    [InlineData("path")]
    public async Task An_authority_of_our_own_can_be_trusted(string how)
    {
        await using var server = await AlertServer.Start(certificate: _authority.Sign("server").Certificate);
        using var other = new TestAuthority("another");
        var file = Write("ca.pem", how == "bundle" ? other.Pem + "\n" + _authority.Pem : _authority.Pem);
        Write("readme.txt", "not a certificate");
        using var outputs = Open(how switch
        {
            "cert" => To(server) with { CaCert = file },
            "bundle" => To(server) with { CaBundle = file },
            _ => To(server) with { CaPath = _folder.Path },
        });
        outputs.Add(Numbered(1));
        Assert.Equal(1, NumberOf(server.Wait(1).Single().Body));
    }

    [Fact]
    public async Task A_server_that_cannot_be_trusted_gets_no_alert()
    {
        await using var server = await AlertServer.Start(certificate: _authority.Sign("server").Certificate);
        using var other = new TestAuthority("another");
        using var outputs = Open(To(server) with { CaCert = Write("other.pem", other.Pem) });
        outputs.Add(Numbered(1));
        Assert.Contains("certificate", _heard.WaitFor("its alerts wait"));
        Assert.False(outputs.Complete(Heard.Patience));
        Assert.Empty(server.All);
    }

    [Fact]
    public async Task A_server_need_not_be_trusted_when_the_user_says_so()
    {
        await using var server = await AlertServer.Start(certificate: _authority.Sign("server").Certificate);
        using var outputs = Open(To(server) with { Insecure = true });
        outputs.Add(Numbered(1));
        Assert.Equal(1, NumberOf(server.Wait(1).Single().Body));
    }

    [Fact]
    public async Task The_server_can_ask_who_we_are()
    {
        await using var server = await AlertServer.Start(certificate: _authority.Sign("server").Certificate, wantsClient: c => c.Subject == "CN=agent 7");
        var (own, pem, keyPem) = _authority.Sign("agent 7");
        own.Dispose();
        var trusting = To(server) with { CaCert = Write("ca.pem", _authority.Pem) };
        using (var nameless = Open(trusting))
        {
            nameless.Add(Numbered(0));
            _heard.WaitFor("its alerts wait");
            nameless.Complete(Heard.Patience);
        }

        Assert.Empty(server.All);
        using var outputs = Open(trusting with { ClientCert = Write("own.pem", pem), ClientKey = Write("own.key", keyPem) });
        outputs.Add(Numbered(1));
        var received = server.Wait(1).Single();
        Assert.Equal((1, "CN=agent 7"), (NumberOf(received.Body), received.Client!.Subject));
    }
}
