namespace Lanner.Cli.Tests.Sysdig;

/// <summary>The command line under the name sysdig.</summary>
public sealed class SysdigNameTests : IDisposable
{
    readonly CaptureMaker _captures = new();

    public void Dispose() => _captures.Dispose();

    string TwoOpens => _captures.Make(CaptureMaker.Open("/etc/passwd"), CaptureMaker.Open("/etc/shadow"));

    [Fact]
    public void A_symbolic_link_is_enough()
    {
        var (code, output, errors) = Program.RunShell($"d=$(mktemp -d); ln -s \"$LANNER\" $d/sysdig; $d/sysdig -r '{TwoOpens}' -p %fd.name; rm -r $d");
        Assert.Equal((0, "/etc/passwd\n/etc/shadow\n", ""), (code, output, errors));
    }

    [Fact]
    public void Values_stand_behind_their_letters_and_options_among_the_words_of_the_filter()
    {
        var path = TwoOpens;
        var (code, output, errors) = Program.Run("sysdig", $"-r{path}", "evt.type=openat", "-p%fd.name", "and", "fd.name", "contains", "s", "-n1");
        Assert.Equal((0, "/etc/passwd\n", ""), (code, output, errors));
        (code, output, errors) = Program.Run("sysdig", "-vq", $"--read={path}", "--numev", "5");
        Assert.Equal((0, "", "Driver Events:0"), (code, output, errors.Split('\n')[0]));
    }

    [Fact]
    public void Each_capture_is_numbered_from_the_start()
    {
        var path = TwoOpens;
        Assert.Equal("1\n2\n1\n2\n", Run("-r", path, "-r", path, "-p", "%evt.num").Output);
    }

    [Theory]
    [InlineData("*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info\n", "-pp")]
    [InlineData("*%evt.num %evt.outputtime %evt.cpu %container.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info\n", "-pc", "-pp")]
    [InlineData("*%evt.num %evt.outputtime %evt.cpu %container.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info\n", "-pmesos", "-pp")]
    [InlineData("*%evt.num %evt.outputtime %evt.cpu %k8s.pod.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info\n", "-pkubernetes", "-pp")]
    public void The_format_that_would_be_used_is_shown(string expected, params string[] words) => Assert.Equal((0, expected, ""), Run(words));

    [Theory]
    [InlineData("there is no option -y", "-y")]
    [InlineData("--nothing", "--nothing")]
    [InlineData("needs a value", "-r")]
    [InlineData("exclude each other", "-A", "-x")]
    [InlineData("exclude each other", "-X", "-b")]
    [InlineData("none of h, a, r, d, D", "-t", "q")]
    [InlineData("not a number", "-n", "many")]
    [InlineData("there is no such file", "-r", "/nonexistent")]
    [InlineData("there is no chisel 'topprocs_nothing'", "-c", "topprocs_nothing")]
    [InlineData("plugins", "-I", "dummy")]
    public void What_is_wrong_is_one_line_and_ends_with_1(string part, params string[] words)
    {
        var (code, output, errors) = Run(words);
        Assert.Equal((1, ""), (code, output));
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(part, errors);
    }

    [Fact]
    public void A_wrong_filter_ends_with_1() => Assert.Equal(1, Run("-r", TwoOpens, "nothing.at.all=1").Code);

    [Fact]
    public void What_has_no_effect_any_more_is_told_once_and_the_rest_is_done()
    {
        var (code, output, errors) = Run("-k", "http://127.0.0.1:8080", "-k", "x", "-d", "-r", TwoOpens, "-p", "%fd.name", "-n", "1");
        Assert.Equal((0, "/etc/passwd\n"), (code, output));
        Assert.Equal(2, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Data_has_the_form_that_was_asked_for()
    {
        var path = _captures.Make(CaptureMaker.Read("one\r\ntwo\u0001"));
        Assert.Contains("data=one..two. fd=", Line("-r", path));
        Assert.Contains("data=\none\ntwo fd=", Line("-r", path, "-A"));
        Assert.Contains("data=\n\t0x0000: 6f6e 650d 0a74 776f 01\n fd=", Line("-r", path, "-x"));
        Assert.Contains($"data=\n\t0x0000: 6f6e 650d 0a74 776f 01{new string(' ', 17)}one..two.\n fd=", Line("-r", path, "-X"));
        Assert.Contains("data=b25lDQp0d28B fd=", Line("-r", path, "-b"));
        Assert.Equal("b25lDQp0d28B\n", Line("-r", path, "-b", "-p", "%evt.buffer"));
    }

    [Fact]
    public void Long_data_is_cut_at_80_characters_unless_all_is_asked_for()
    {
        var path = _captures.Make(CaptureMaker.Read(new string('a', 200)));
        Assert.Contains(" data=" + new string('a', 77) + "... ", Line("-r", path));
        Assert.Contains(" data=" + new string('a', 200) + " ", Line("-r", path, "-v"));
    }

    [Fact]
    public void Times_have_the_form_that_was_asked_for()
    {
        var path = TwoOpens;
        string Times(string form) => Run("-r", path, "-t", form, "-p", "%evt.outputtime").Output;
        Assert.Matches(@"^\d{2}:\d{2}:\d{2}\.\d{9}\n", Times("h"));
        Assert.Matches(@"^\d{10}\.\d{9}\n", Times("a"));
        Assert.StartsWith("0.000000000\n", Times("r"));
        Assert.Equal("0.000000000\n0.000000000\n", Times("d"));
        Assert.Equal(Times("r"), Times("D"));
    }

    [Fact]
    public void Types_are_counted_at_the_end()
    {
        var (code, output, _) = Run("-q", "-S", "-r", TwoOpens);
        Assert.Equal((0, "----------------------\nEvent           #Calls\n----------------------\n< openat          2\n"), (code, output));
    }

    [Fact]
    public void Processes_of_a_name_are_left_out_and_counted()
    {
        var path = _captures.Make(SmallCapture.Exec("noisy", SmallCapture.Start, 100), SmallCapture.Open("/a", SmallCapture.Start + 1), SmallCapture.Exec("quiet", SmallCapture.Start + 2, 200));
        var (_, output, errors) = Run("-r", path, "-U", "noisy", "-v", "-p", "%proc.name");
        Assert.Equal("quiet\n", output);
        Assert.Contains("Suppressed by Comm:2\n", errors);
    }

    [Fact]
    public void A_recording_prints_nothing_and_is_in_the_form_of_old_readers()
    {
        var written = Path.GetTempFileName();
        try
        {
            Assert.Equal((0, "", ""), Run("-r", TwoOpens, "-w", written, "-z"));
            Assert.Equal([0x1f, 0x8b], File.ReadAllBytes(written)[..2]);
            Assert.Equal("/etc/passwd\n/etc/shadow\n", Run("-r", written, "-p", "%fd.name", "evt.dir=<").Output);
            // That form has entries of calls.
            Assert.Contains("> openat ", Run("-r", written).Output);
        }
        finally
        {
            File.Delete(written);
        }
    }

    static (int Code, string Output, string Errors) Run(params string[] words) => Program.Run(["sysdig", .. words]);

    static string Line(params string[] words) => Run([.. words, "-n", "1"]).Output;
}
