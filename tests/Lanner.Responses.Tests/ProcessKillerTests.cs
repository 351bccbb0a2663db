using Lanner.Configuration;
using Lanner.Responses.Planning;
using Lanner.Responses.Processes;
using Lanner.State.Containers;

namespace Lanner.Responses.Tests;

/// <summary>The event's process is ended, and no other one.</summary>
public sealed class ProcessKillerTests
{
    const string Other = "2222222222222222222222222222222222222222222222222222222222222222";

    readonly FakeProcesses _processes = new();
    ResponseSettings _settings = new() { Mode = ResponseMode.On };

    string Kill(int pid, Container? container = null, bool tree = false, bool dryRun = false, string name = "bash")
    {
        var target = ResponseTarget.Of(MadeAlert.Of("[kill]", pid, name, container));
        var outcome = new ProcessKiller(_processes, new ProcessGuard(_processes, _settings)).Kill(target, tree, dryRun);
        return $"{outcome.Word} {outcome.Text}".Trim();
    }

    [Fact]
    public void A_process_of_the_container_is_killed()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Assert.Equal("done", Kill(100));
        Assert.Equal(["9>100"], _processes.Signals);
    }

    [Fact]
    public void In_a_dry_run_nothing_is_sent()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Assert.Equal("dry-run", Kill(100, dryRun: true));
        Assert.Equal("spared it is the host's first process", Kill(1, Container.Host, dryRun: true));
        Assert.Empty(_processes.Signals);
    }

    [Fact]
    public void One_that_has_ended_is_no_failure() => Assert.Equal("already it had ended", Kill(100));

    [Fact]
    public void One_that_does_not_end_is_a_failure()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        _processes.Stuck.Add(100);
        Assert.Equal("failed it was told to end and has not after 2 s", Kill(100));
    }

    /// <summary>The event is of 2000; who began later with that number is somebody else, even in the same container.</summary>
    [Fact]
    public void A_number_that_was_given_away_again_is_spared()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id, start: 2001);
        Assert.Equal("spared its number belongs to another process by now", Kill(100));
        Assert.Empty(_processes.Signals);
    }

    /// <summary>The number changes hands after the right process was held and looked at: the signal goes to the one that is gone.</summary>
    [Fact]
    public void A_number_that_is_given_away_at_the_last_moment_is_spared()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        var looks = 0;
        // One look is for the facts; the guard looks once more, at the line of ancestors.
        _processes.Held = pid =>
        {
            if (pid == 100 && ++looks == 2) _processes.Add(100, 1, "postgres", FakeProcesses.Id, start: 3000);
        };
        Assert.Equal("already it had ended", Kill(100));
        Assert.Empty(_processes.Signals);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Other)]
    public void A_process_that_is_not_in_the_container_is_spared(string place)
    {
        _processes.Add(100, 1, "bash", place);
        Assert.Equal("spared it is not in that container any more", Kill(100));
        Assert.Empty(_processes.Signals);
    }

    [Theory]
    [InlineData(1, "spared it is the host's first process")]
    [InlineData(2, "spared it is a thread of the kernel")]
    [InlineData(50, "spared it is this program, what started it, or what it started")]
    [InlineData(60, "spared it is this program, what started it, or what it started")]
    [InlineData(70, "spared it is this program, what started it, or what it started")]
    [InlineData(80, "spared the host or its containers hang on it")]
    [InlineData(81, "spared the host or its containers hang on it")]
    [InlineData(82, "done")]
    [InlineData(83, "spared its name is under responses.never")]
    [InlineData(100, "spared it is in a container now")]
    public void Of_the_host_what_it_hangs_on_is_spared(int pid, string expected)
    {
        _settings = _settings with { AllowHost = true, Never = new ResponseScope { Processes = ["post*"] } };
        _processes.Add(70, 60, "sh");
        _processes.Add(80, 1, "dockerd");
        _processes.Add(81, 1, "containerd-shim");
        _processes.Add(82, 1, "xmrig");
        _processes.Add(83, 1, "postgres");
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Assert.Equal(expected, Kill(pid, Container.Host));
        Assert.Equal(expected == "done" ? [$"9>{pid}"] : [], _processes.Signals);
    }

    [Fact]
    public void Without_leave_the_host_is_spared()
    {
        _processes.Add(82, 1, "xmrig");
        Assert.Equal("spared " + ResponsePolicy.HostIsLeftAlone, Kill(82, Container.Host));
    }

    /// <summary>In a container anybody can take the engine's name.</summary>
    [Fact]
    public void A_name_protects_nobody_in_a_container()
    {
        _processes.Add(100, 1, "dockerd", FakeProcesses.Id);
        Assert.Equal("done", Kill(100, name: "dockerd"));
    }

    [Fact]
    public void Where_numbers_mean_something_else_nobody_is_killed()
    {
        _processes.SeesHost = false;
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Assert.Equal("spared this program is in a pid namespace of its own, where other numbers hold", Kill(100));
    }

    [Fact]
    public void A_tree_is_stopped_as_a_whole_before_it_is_killed_and_ends_where_the_container_ends()
    {
        _processes.Add(100, 1, "sh", FakeProcesses.Id);
        _processes.Add(101, 100, "sh", FakeProcesses.Id, start: 5000);
        _processes.Add(102, 101, "miner", FakeProcesses.Id, start: 5000);
        _processes.Add(103, 100, "elsewhere", Other);
        _processes.Add(104, 103, "miner", FakeProcesses.Id);
        _processes.Add(105, 1, "sh", FakeProcesses.Id);
        Assert.Equal("done 3 processes", Kill(100, tree: true));
        Assert.Equal(["19>100", "19>101", "19>102", "9>100", "9>101", "9>102"], _processes.Signals);
    }

    [Fact]
    public void A_tree_that_goes_on_growing_has_an_end()
    {
        var next = 100;
        _processes.Add(next, 1, "bomb", FakeProcesses.Id);
        _processes.Held = pid =>
        {
            if (pid == next) _processes.Add(++next, pid, "bomb", FakeProcesses.Id);
        };
        Assert.StartsWith("done ", Kill(100, tree: true), StringComparison.Ordinal);
        Assert.InRange(_processes.Signals.Count, 2, 2048);
    }
}
