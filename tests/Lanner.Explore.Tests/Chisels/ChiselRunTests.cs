using System.Text;
using System.Text.Json;

using Lanner.Events;
using Lanner.Explore.Chisels;
using Lanner.Explore.Printing;

namespace Lanner.Explore.Tests.Chisels;

public sealed class ChiselRunTests : IDisposable
{
    const ulong Second = 1_000_000_000;

    readonly MemoryStream _stream = new();
    readonly Stage _stage = new Stage().WithProcess();

    [Fact]
    public void A_table_of_a_capture_is_printed_at_its_end()
    {
        Play(Run("topfiles_bytes"), Stage.Open("/etc/passwd"), Read(3, 1000, 0), Read(3, 500, 3 * Second));
        Assert.Equal(["Bytes               Filename", Rule, "1.46KB              /etc/passwd"], Lines());
    }

    [Fact]
    public void Live_a_table_is_printed_each_second_and_begins_anew()
    {
        Play(Run("topfiles_bytes", isLive: true), Stage.Open("/a"), Read(3, 10, 1), Read(3, 20, 2), Read(3, 7, Second + 1), Read(3, 1, 2 * Second + 1));
        Assert.Equal(
            ["Bytes               Filename", Rule, "30B                 /a", "Bytes               Filename", Rule, "7B                  /a"], Lines());
    }

    [Fact]
    public void Time_passes_without_events()
    {
        var run = Run("topfiles_bytes", isLive: true);
        Play(run, Stage.Open("/a"), Read(3, 10, 1));
        run.Pass(Stage.Start + Second + 1);
        run.Pass(Stage.Start + 2 * Second + 1);
        Assert.Equal(["Bytes               Filename", Rule, "10B                 /a", "Bytes               Filename", Rule], Lines());
    }

    [Fact]
    public void Json_names_the_value_last_and_once()
    {
        Play(Run("topfiles_bytes", json: true), Stage.Open("/a \"b\""), Read(3, 10, 1));
        using var document = JsonDocument.Parse(Lines().Single());
        var row = document.RootElement.GetProperty("data")[0];
        Assert.Equal(("/a \"b\"", 10), (row[0].GetString(), row[1].GetInt32()));
        Assert.Equal(["fd.name", "evt.rawarg.res"], document.RootElement.GetProperty("info").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
    }

    [Fact]
    public void The_users_condition_is_joined_to_the_chisels()
    {
        Play(Run("topfiles_bytes", filter: "fd.name=/b or proc.name=none"), Stage.Open("/a"), Read(3, 10, 1), Stage.Open("/b", 4), Read(4, 5, 2));
        Assert.Equal("5B                  /b", Lines()[^1]);
    }

    [Fact]
    public void A_name_cannot_steer_a_terminal()
    {
        Play(Run("topfiles_bytes", isTerminal: true), Stage.Open("/a\u001b[31m"), Read(3, 10, 1));
        Assert.Contains("/a\\x1B[31m", string.Join(' ', Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_known_key_costs_no_allocation()
    {
        var run = Run("topfiles_bytes");
        Play(run, false, Stage.Open("/a"), Read(3, 10, 1), Read(3, 10, 1));
        var read = Read(3, 10, 1);
        var spent = 0L;
        for (var i = 0; i < 100; i++)
        {
            _stage.Play(read, (in context) =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                run.Visit(context);
                spent += GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }

        Assert.Equal(0, spent);
    }

    [Fact]
    public void What_a_chisel_cannot_do_is_told()
    {
        Assert.Contains("works on captures only", Problem("around", "/tmp/x", isLive: true), StringComparison.Ordinal);
        Assert.Contains("needs a filter", Problem("around", "/tmp/x", isLive: false), StringComparison.Ordinal);
        Assert.Contains("needs a terminal", Problem("spectrogram", "", isLive: false), StringComparison.Ordinal);
        Assert.Contains("did you mean", Problem("fdbytes_by", "proc.nam", isLive: false), StringComparison.Ordinal);
        Assert.Contains("none of ncalls, time, bytes", Problem("httptop", "size", isLive: false), StringComparison.Ordinal);
        Assert.Contains("its filter", Problem("lsof", "fd.typ=file", isLive: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_chisel_of_sysdig_is_there_but_the_one_for_tracers()
    {
        Assert.Equal(49, ChiselCatalogue.All.Count);
        Assert.All(ChiselCatalogue.All, chisel => Assert.NotEmpty(chisel.Description));
    }

    public void Dispose() => _stream.Dispose();

    static string Rule => new('-', 80);

    static byte[] Read(long fd, long result, ulong after) => new EventBuilder(EventCode.ReadExit, Stage.Start + after, 100)
        .Set("res", result).Set("data", "data"u8).Set("fd", fd).Set("size", 4096).Build();

    ChiselRun Run(string name, bool isLive = false, bool json = false, bool isTerminal = false, string filter = "", string arguments = "")
    {
        var run = Create(name, arguments, isLive, json, isTerminal, filter, out var problem);
        Assert.True(run is not null, problem);
        return run;
    }

    string Problem(string name, string arguments, bool isLive)
    {
        Assert.Null(Create(name, arguments, isLive, false, false, "", out var problem));
        return problem;
    }

    ChiselRun? Create(string name, string arguments, bool isLive, bool json, bool isTerminal, string filter, out string problem)
    {
        _lines = new LineBuffer(_stream);
        var definition = ChiselCatalogue.Find(name)!;
        var surroundings = new ChiselSurroundings
        {
            Output = new ChiselOutput(_lines, isTerminal, json), IsLive = isLive, UserFilter = filter, SaveAround = isLive ? null : _ => null,
        };
        return ChiselRun.TryCreate(definition, ChiselValues.TryParse(definition, arguments, out _)!, surroundings, out problem);
    }

    LineBuffer _lines = new(Stream.Null);

    void Play(ChiselRun run, params byte[][] events) => Play(run, true, events);

    void Play(ChiselRun run, bool end, params byte[][] events)
    {
        foreach (var e in events) _stage.Play(e, (in context) => run.Visit(context));
        if (end) run.End();
    }

    List<string> Lines()
    {
        _lines.Flush();
        return [.. Encoding.UTF8.GetString(_stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd())];
    }
}
