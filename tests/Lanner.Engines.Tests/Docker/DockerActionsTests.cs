using Xunit;

namespace Lanner.Engines.Tests;

/// <summary>Orders to an engine that answers as Docker does, wrongly, late or not at all.</summary>
public sealed class DockerActionsTests : IAsyncDisposable
{
    static readonly string s_id = FakeAnswers.Id(7);

    readonly string _path = Path.Combine(Path.GetTempPath(), $"lanner-actions-{Guid.NewGuid():N}.sock");
    readonly FakeDaemon _daemon;
    readonly DockerActions _actions;

    public DockerActionsTests()
    {
        _daemon = new FakeDaemon(_path);
        _actions = new DockerActions(_path, TimeSpan.FromSeconds(5));
    }

    public ValueTask DisposeAsync()
    {
        _actions.Dispose();
        return _daemon.DisposeAsync();
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    Task<EngineAnswer> Pause() => _actions.PauseAsync(s_id, Token);

    [Theory]
    [InlineData(204, "", EngineVerdict.Done, "")]
    [InlineData(409, """{"message":"Container 55 is already paused"}""", EngineVerdict.Already, "")]
    [InlineData(500, """{"message":"cannot pause: already paused"}""", EngineVerdict.Already, "")]
    [InlineData(404, """{"message":"No such container"}""", EngineVerdict.Unknown, "the engine does not know it")]
    [InlineData(409, """{"message":"container 55 is not running"}""", EngineVerdict.Failed, "the engine answered 409: container 55 is not running")]
    [InlineData(500, "<html>", EngineVerdict.Failed, "the engine answered 500")]
    [InlineData(500, "{\"message\":\"a\\u001b[31mb\\nc\"}", EngineVerdict.Failed, "the engine answered 500: a [31mb c")]
    [InlineData(500, "{\"message\":\"\\ud800\"}", EngineVerdict.Failed, "the engine answered 500")]
    [InlineData(500, "[1]", EngineVerdict.Failed, "the engine answered 500")]
    [InlineData(302, "", EngineVerdict.Failed, "the engine answered 302")]
    public async Task What_the_engine_answers_is_understood(int status, string body, EngineVerdict verdict, string text)
    {
        _daemon[$"/containers/{s_id}/pause"] = new FakeAnswer(status, body);
        Assert.Equal(new EngineAnswer(verdict, text), await Pause());
    }

    [Fact]
    public async Task A_long_complaint_is_cut()
    {
        _daemon[$"/containers/{s_id}/pause"] = new FakeAnswer(500, $$"""{"message":"{{new string('x', 100_000)}}"}""");
        Assert.Equal("the engine answered 500: ".Length + 200, (await Pause()).Text.Length);
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up()
    {
        _daemon[$"/containers/{s_id}/pause"] = new FakeAnswer(500, new string('x', 5 << 20));
        Assert.Equal(EngineVerdict.Failed, (await Pause()).Verdict);
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_is_waited_for_so_long_only()
    {
        using var hasty = new DockerActions(_path, TimeSpan.FromMilliseconds(100));
        _daemon[$"/containers/{s_id}/pause"] = new FakeAnswer(204, "") { Delay = TimeSpan.FromMinutes(1) };
        var answer = await hasty.PauseAsync(s_id, Token);
        Assert.Equal(new EngineAnswer(EngineVerdict.Failed, $"{_path}: no answer in 0.1 s; it may still be done"), answer);
    }

    [Fact]
    public async Task Without_an_engine_it_fails_with_the_reason()
    {
        using var lost = new DockerActions(_path + ".none", TimeSpan.FromSeconds(5));
        var answer = await lost.StopAsync(s_id, TimeSpan.Zero, Token);
        Assert.Equal(EngineVerdict.Failed, answer.Verdict);
        Assert.StartsWith(_path + ".none: ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_has_its_grace()
    {
        _daemon[$"/containers/{s_id}/stop"] = new FakeAnswer(304, "");
        Assert.Equal(EngineVerdict.Already, (await _actions.StopAsync(s_id, TimeSpan.FromSeconds(7), Token)).Verdict);
        Assert.Equal($"/containers/{s_id}/stop?t=7", Assert.Single(_daemon.Asked));
    }

    void Networks(string mode, string networks) => _daemon[$"/containers/{s_id}/json"] =
        new FakeAnswer(200, $$$"""{"HostConfig":{"NetworkMode":"{{{mode}}}"},"NetworkSettings":{"Networks":{{{networks}}}}}""");

    [Theory]
    [InlineData("bridge", """{"a":{},"b":{}}""", "", "Done from a, b", "a b")]
    [InlineData("bridge", """{"a":{},"b":{}}""", "b c", "Done from b", "b")]
    [InlineData("bridge", """{"a":{}}""", "c", "Already ", "")]
    [InlineData("bridge", "{}", "", "Already ", "")]
    [InlineData("none", """{"none":{}}""", "", "Already ", "")]
    [InlineData("bridge", """{"../../containers/x":{},"":{},"a/b":{},".":{},"ok":{}}""", "", "Done from ok", "ok")]
    [InlineData("host", """{"host":{}}""", "", "Failed it has the host's network, from which nothing can be taken", "")]
    [InlineData("container:5", "{}", "", "Failed it has the network of another container", "")]
    [InlineData("bridge", "7", "", "Already ", "")]
    public async Task It_is_taken_from_the_networks_that_are_meant(string mode, string networks, string names, string expected, string asked)
    {
        Networks(mode, networks);
        foreach (var name in new[] { "a", "b", "ok" }) _daemon[$"/networks/{name}/disconnect"] = new FakeAnswer(200, "");
        var answer = await _actions.DisconnectAsync(s_id, names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Token);
        Assert.Equal(expected, $"{answer.Verdict} {answer.Text}");
        Assert.Equal(asked, string.Join(' ', _daemon.Asked.Skip(1).Select(path => path.Split('/')[2])));
    }

    [Fact]
    public async Task A_network_that_cannot_be_left_is_named()
    {
        Networks("bridge", """{"a":{}}""");
        _daemon["/networks/a/disconnect"] = new FakeAnswer(403, """{"message":"no"}""");
        Assert.Equal(new EngineAnswer(EngineVerdict.Failed, "from a: the engine answered 403: no"), await _actions.DisconnectAsync(s_id, [], Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("abc")]
    public async Task Only_whole_ids_get_into_a_path(string id) => await Assert.ThrowsAsync<ArgumentException>(() => _actions.PauseAsync(id, Token));
}
