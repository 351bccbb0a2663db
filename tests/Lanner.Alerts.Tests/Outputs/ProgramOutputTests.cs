using System.Diagnostics;
using System.Globalization;

using Lanner.Alerts.Outputs;

using static Lanner.Alerts.Tests.Outputs.Samples;

namespace Lanner.Alerts.Tests.Outputs;

public sealed class ProgramOutputTests : IDisposable
{
    readonly TestTime _time = new(TimeSpan.FromMinutes(15));
    readonly Heard _heard = new();
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    ProgramOutputOptions Run(string script, bool keepAlive = true)
    {
        File.WriteAllText(_folder["script"], script);
        return new ProgramOutputOptions { Command = $"cd {_folder.Path}; . ./script", KeepAlive = keepAlive, Timeout = TimeSpan.FromHours(1) };
    }

    AlertOutputs Open(params AlertOutputOptions[] options) => new(options, Json, _heard.Say, _time);

    /// <summary>A pipe with a name: reading it waits for the program to open it, and ends when the program does.</summary>
    string Pipe(string name)
    {
        using var make = Process.Start("mkfifo", _folder[name]);
        make.WaitForExit();
        return _folder[name];
    }

    [Fact]
    public void One_program_gets_all_alerts_and_ends_after_the_last()
    {
        using var outputs = Open(Run("cat > got; echo end >> got"));
        for (var i = 0; i < 1000; i++) outputs.Add(Numbered(i));
        Assert.True(outputs.Complete(Heard.Patience));
        var lines = File.ReadAllLines(_folder["got"]);
        Assert.Equal("end", lines[^1]);
        Assert.Equal(Enumerable.Range(0, 1000), lines[..^1].Select(NumberOf));
        Assert.Equal(1000, outputs.Statistics[0].Written);
    }

    [Fact]
    public void Each_alert_can_have_a_run_of_its_own()
    {
        using var outputs = Open(Run("echo run >> got; cat >> got", keepAlive: false));
        for (var i = 0; i < 3; i++) outputs.Add(Numbered(i));
        Assert.True(outputs.Complete(Heard.Patience));
        var lines = File.ReadAllLines(_folder["got"]);
        Assert.Equal(["run", "run", "run"], lines.Where((_, i) => i % 2 == 0));
        Assert.Equal([0, 1, 2], lines.Where((_, i) => i % 2 == 1).Select(NumberOf));
    }

    [Fact]
    public void A_program_that_ends_is_started_again_with_patience()
    {
        // Each run reads two lines; whatever was written to it beyond those is the next one's.
        using var outputs = Open(Run("for i in 1 2; do read -r line || exit 0; echo \"$line\" >> got; done; exit 3"));
        for (var i = 0; i < 40; i++) outputs.Add(Numbered(i));
        // That a program has ended is found out with the next alert.
        while (!File.Exists(_folder["got"]) || File.ReadAllLines(_folder["got"]).Length < 38) outputs.Add(Numbered(-1));
        Assert.Equal(Enumerable.Range(0, 38), File.ReadAllLines(_folder["got"]).Take(38).Select(NumberOf));
        Assert.Contains("the program ended with status 3", _heard.WaitFor("its alerts wait"));
        Assert.All(_time.Waits.Select((wait, i) => (wait, most: Math.Min(30_000, 250 * Math.Pow(2, i)))), w => Assert.InRange(w.wait.TotalMilliseconds, w.most / 2, w.most));
    }

    [Fact]
    public void A_run_that_fails_is_tried_again()
    {
        using var outputs = Open(Run("test -e seen || { touch seen; exit 7; }; cat > got", keepAlive: false));
        outputs.Add(Numbered(1));
        Assert.Contains("the program ended with status 7", _heard.WaitFor("its alerts wait"));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(1, NumberOf(File.ReadAllText(_folder["got"])));
    }

    [Fact]
    public void A_run_that_does_not_end_is_killed_when_its_time_is_over()
    {
        var pipe = Pipe("pipe");
        using var outputs = Open(Run("test -e seen && exec cat > got; touch seen; exec 3> pipe; exec tail -f /dev/null", keepAlive: false));
        outputs.Add(Numbered(1));
        using (File.OpenRead(pipe)) _time.FireHeld();
        Assert.Contains("did not end in time and was killed", _heard.WaitFor("its alerts wait"));
        Assert.True(outputs.Complete(Heard.Patience));
        Assert.Equal(1, NumberOf(File.ReadAllText(_folder["got"])));
    }

    [Fact]
    public void A_program_that_does_not_read_holds_up_neither_the_others_nor_the_end()
    {
        var pipe = Pipe("pipe");
        // The shell waits for its child, so that both must be ended.
        using var outputs = Open(Run("echo $$ > pipe; tail -f /dev/null; true"), new FileOutputOptions { Path = _folder["file"], KeepAlive = true });
        using var program = Process.GetProcessById(int.Parse(File.ReadAllText(pipe), CultureInfo.InvariantCulture));
        for (var i = 0; i < 5000; i++) outputs.Add(Numbered(i));
        Assert.True(SpinWait.SpinUntil(() => outputs.Statistics[1].Written == 5000, Heard.Patience));
        Assert.True(outputs.Statistics[0].Written < 5000);
        Assert.False(outputs.Complete(TimeSpan.Zero));
        Assert.True(program.WaitForExit(Heard.Patience));
        var stuck = outputs.Statistics[0];
        Assert.Equal(5000, stuck.Written + stuck.Dropped);
    }

    [Fact]
    public void A_program_that_does_not_exist_is_told_once_and_alerts_are_counted()
    {
        using var outputs = Open(new ProgramOutputOptions { Command = "/does/not/exist", Timeout = TimeSpan.FromHours(1) });
        for (var i = 0; i < 3; i++) outputs.Add(Numbered(i));
        Assert.Contains("status 127", _heard.WaitFor("its alerts wait"));
        Assert.False(outputs.Complete(Heard.Patience));
        Assert.Equal(3, outputs.Statistics[0].Dropped);
        Assert.Single(_heard.All);
    }
}
