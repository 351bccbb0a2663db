using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

using Lanner.Alerts.Outputs;

using static Lanner.Alerts.Tests.Outputs.Samples;

namespace Lanner.Alerts.Tests.Outputs;

public sealed class SpooledHttpOutputTests : IDisposable
{
    const string ChildFolder = "LANNER_TEST_SPOOL_FOLDER";

    readonly TestTime _time = new(TimeSpan.FromMinutes(15));
    readonly Heard _heard = new();
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    HttpOutputOptions To(int port) => new() { Url = $"http://127.0.0.1:{port}/", Timeout = TimeSpan.FromHours(1), SpoolFolder = _folder.Path };

    AlertOutputs Open(HttpOutputOptions options) => new([options], Text, _heard.Say, _time);

    static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    [Fact]
    public async Task A_server_that_works_gets_all_and_nothing_stays_on_disk()
    {
        await using var server = await AlertServer.Start();
        using var outputs = Open(To(server.Port));
        for (var i = 0; i < 100; i++) outputs.Add(Numbered(i));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(Enumerable.Range(0, 100), server.All.Select(r => NumberOf(r.Body)));
        Assert.Equal((100, 0, 0), (outputs.Statistics[0].Written, outputs.Statistics[0].Spooled, outputs.Statistics[0].Dropped));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.jsonl"));
        Assert.Empty(_heard.All);
    }

    [Fact]
    public async Task Alerts_for_a_server_that_is_down_are_delivered_by_the_next_run()
    {
        using (var first = Open(To(FreePort())))
        {
            for (var i = 0; i < 100; i++) first.Add(Numbered(i));
            _heard.WaitFor("its alerts wait");
            Assert.True(first.Complete(Heard.Patience));
            Assert.Equal((0, 100, 0), (first.Statistics[0].Written, first.Statistics[0].Spooled, first.Statistics[0].Dropped));
            Assert.Equal($"output http: 100 alerts stay in {_folder.Path} for the next run", _heard.WaitFor("stay"));
        }

        await using var server = await AlertServer.Start();
        using var second = Open(To(server.Port) with { BatchSize = 30 });
        second.Add(Numbered(100));
        Assert.True(second.Complete(Heard.Patience));
        Assert.Equal(Enumerable.Range(0, 101), server.All.SelectMany(r => Numbers(r.Body)));
    }

    [Fact]
    public async Task A_server_that_comes_and_goes_gets_all_in_order()
    {
        const int seed = 11;
        var random = new Random(seed);
        await using var server = await AlertServer.Start((context, _) =>
        {
            lock (random)
            {
                switch (random.Next(4))
                {
                    case 0: context.Response.StatusCode = 502; break;
                    case 1: context.Abort(); break;
                }
            }

            return Task.CompletedTask;
        });
        using var outputs = Open(To(server.Port));
        for (var i = 0; i < 300; i++) outputs.Add(Numbered(i));
        // A request that was cut off may have been noted by the server; whoever delivers at least once delivers some twice.
        while (outputs.Statistics[0].Written < 300) await Task.Yield();
        Assert.Equal(Enumerable.Range(0, 300), server.All.Select(r => NumberOf(r.Body)).Distinct());
        Assert.Equal(server.All.Select(r => NumberOf(r.Body)).Order(), server.All.Select(r => NumberOf(r.Body)));
        Assert.Equal(0, outputs.Statistics[0].Dropped);
    }

    [Fact]
    public void A_server_that_never_answers_neither_holds_up_the_end_nor_loses_alerts()
    {
        using var asked = new ManualResetEventSlim();
        using var server = new RawServer((stream, _) =>
        {
            asked.Set();
            RawServer.WaitForClose(stream);
        });
        using var outputs = Open(To(server.Port));
        for (var i = 0; i < 10; i++) outputs.Add(Numbered(i));
        Assert.True(asked.Wait(Heard.Patience, TestContext.Current.CancellationToken));
        Assert.True(outputs.Complete(TimeSpan.Zero));
        Assert.Equal((0, 10, 0), (outputs.Statistics[0].Written, outputs.Statistics[0].Spooled, outputs.Statistics[0].Dropped));
    }

    [Fact]
    public void A_spool_that_cannot_be_used_is_told_and_alerts_wait_in_memory()
    {
        using var owner = new Spool(_folder.Path, 1 << 20);
        using var outputs = Open(To(FreePort()));
        outputs.Add(Numbered(1));
        Assert.Contains("another process uses this spool", _heard.WaitFor("alerts cannot be stored"));
        Assert.False(outputs.Complete(Heard.Patience));
        Assert.Equal(1, outputs.Statistics[0].DroppedByReason[(int)AlertDropReason.NotSentAtEnd]);
    }

    [Fact]
    public async Task A_killed_process_loses_nothing_that_it_had_stored()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[ChildFolder] = _folder.Path;
        using var child = Process.Start(start)!;
        var stored = 0;
        while (stored < 500) stored = int.Parse((await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var server = await AlertServer.Start();
        using var outputs = Open(To(server.Port) with { BatchSize = 100 });
        Assert.True(outputs.Complete(Heard.Patience));
        var delivered = server.All.SelectMany(r => Numbers(r.Body)).ToList();
        Assert.True(delivered.Count >= stored, $"{delivered.Count} of {stored}");
        Assert.Equal(Enumerable.Range(0, delivered.Count), delivered);
    }

    /// <summary>This program again, as the process that is killed: it stores alerts for a server that is not there, and tells how many.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(ChildFolder) is not { Length: > 0 } folder) return;
        var options = new HttpOutputOptions { Url = $"http://127.0.0.1:{FreePort()}/", SpoolFolder = folder };
        using var outputs = new AlertOutputs([options], Text, _ => { }) { WaitsForRoom = true };
        for (var i = 0; ; i++)
        {
            outputs.Add(Numbered(i));
            Console.Out.WriteLine(outputs.Statistics[0].Spooled);
        }
    }
}
