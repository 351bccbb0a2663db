using System.Text;

using Lanner.Alerts.Outputs;

using static Lanner.Alerts.Tests.Outputs.Samples;

namespace Lanner.Alerts.Tests.Outputs;

/// <summary>Outputs that change while alerts come.</summary>
public sealed class OutputReplacementTests : IDisposable
{
    /// <summary>Longer than what <see cref="TestTime"/> cuts short.</summary>
    static readonly TimeSpan s_timeout = TimeSpan.FromHours(1);

    readonly TestTime _time = new(TimeSpan.FromMinutes(15));
    readonly TemporaryFolder _folder = new();
    readonly Heard _heard = new();

    public void Dispose() => _folder.Dispose();

    static void Add(AlertOutputs outputs, int from, int count)
    {
        for (var i = from; i < from + count; i++) outputs.Add(Numbered(i));
    }

    int[] InFile(string name) => File.Exists(_folder[name]) ? Numbers(File.ReadAllText(_folder[name])) : [];

    FileOutputOptions ToFile(string name) => new() { Path = _folder[name], KeepAlive = true };

    [Fact]
    public void One_that_is_changed_keeps_what_waits_and_one_that_is_not_goes_on()
    {
        var screen = new MemoryStream();
        using var outputs = new AlertOutputs([new StandardOutputOptions(), ToFile("0")], Json, _heard.Say, standardOutput: screen);
        for (var i = 0; i < 20; i++)
        {
            Add(outputs, i * 100, 100);
            outputs.Replace([new StandardOutputOptions(), ToFile($"{i + 1}")], Json with { });
        }

        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(Enumerable.Range(0, 2000), Numbers(Encoding.UTF8.GetString(screen.ToArray())));
        Assert.Equal(Enumerable.Range(0, 2000), Enumerable.Range(0, 21).SelectMany(i => InFile($"{i}")));
        Assert.Equal([("stdout", 2000L, 0L), ("file", 2000L, 0L)], outputs.Statistics.Select(s => (s.Name, s.Written, s.Dropped)));
        Assert.Empty(_heard.All);
    }

    [Fact]
    public void One_that_is_gone_delivers_what_it_took_and_one_that_is_new_begins()
    {
        using var outputs = new AlertOutputs([ToFile("a")], Json, _heard.Say);
        Add(outputs, 0, 1000);
        outputs.Replace([new ProgramOutputOptions { Command = $"cat >{_folder["b"]}", KeepAlive = true }], Json);
        Add(outputs, 1000, 1000);
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(Enumerable.Range(0, 1000), InFile("a"));
        Assert.Equal(Enumerable.Range(1000, 1000), InFile("b"));
    }

    [Fact]
    public void Another_look_is_a_change()
    {
        var screen = new MemoryStream();
        using var outputs = new AlertOutputs([new StandardOutputOptions()], Text, _heard.Say, standardOutput: screen);
        outputs.Replace([new StandardOutputOptions()], Json);
        Add(outputs, 0, 10);
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(Enumerable.Range(0, 10), Numbers(Encoding.UTF8.GetString(screen.ToArray())));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_was_named_wrongly_costs_nothing(bool spooled)
    {
        await using var wrong = await AlertServer.Start((context, _) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        await using var right = await AlertServer.Start();
        HttpOutputOptions To(AlertServer server) => new()
        {
            Url = $"http://127.0.0.1:{server.Port}/", Timeout = s_timeout, Headers = [new("X-Token", "secret")], SpoolFolder = spooled ? _folder["spool"] : null,
        };
        using var outputs = new AlertOutputs([To(wrong)], Text, _heard.Say, _time);
        Add(outputs, 0, 50);
        _heard.WaitFor("output http");
        // Headers that say the same are no change, whatever list they are in.
        outputs.Replace([To(wrong)], Text);
        Add(outputs, 50, 10);
        outputs.Replace([To(right)], Text);
        Add(outputs, 60, 40);
        Assert.Equal(Enumerable.Range(0, 100), right.Wait(100).Select(r => NumberOf(r.Body)));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(0, outputs.Statistics.Sum(s => s.Dropped));
    }

    [Fact]
    public async Task What_was_in_hand_as_a_batch_goes_on_in_parts()
    {
        await using var wrong = await AlertServer.Start((context, _) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        await using var right = await AlertServer.Start();
        using var outputs = new AlertOutputs([new HttpOutputOptions { Url = $"http://127.0.0.1:{wrong.Port}/", BatchSize = 20, Timeout = s_timeout }], Text, _heard.Say, _time);
        Add(outputs, 0, 50);
        _heard.WaitFor("output http");
        outputs.Replace([new HttpOutputOptions { Url = $"http://127.0.0.1:{right.Port}/", Timeout = s_timeout }], Text);
        Assert.Equal(Enumerable.Range(0, 50), right.Wait(50).Select(r => NumberOf(r.Body)));
        Assert.True(outputs.Complete(Heard.Patience));
    }
}
