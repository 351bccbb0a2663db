using Lanner.Endurance;
using Lanner.Rules;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Cli.Tests.Endurance;

/// <summary>The short form of bench/endurance/run: what state and rules hold after many rounds is what they held after some.</summary>
public sealed class EnduranceTests(ITestOutputHelper output)
{
    /// <summary>Kept results of conditions and the like settle within that; a leak of one object for each process would be megabytes.</summary>
    const long Tolerance = 128 << 10;

    /// <summary>Tables that fill in the first rounds.</summary>
    static readonly StateOptions s_state = new()
    {
        MaxProcesses = 300, MaxThreads = 600, MaxDescriptorsPerProcess = 100, MaxDescriptorBytes = 4 << 20, MaxProcessTextBytes = 4 << 20, MaxUserRoots = 16,
    };

    static readonly ContainerTableOptions s_containers = new() { RecordsFollow = true, Capacity = 200 };

    static readonly RuleEngineOptions s_engine = new() { MaxPendingEvents = 200, MaxPendingBytes = 1 << 20, MaxCorrelationKeys = 100 };

    [Fact]
    public void A_host_that_goes_on_for_ever_needs_no_more_memory()
    {
        var tale = RetoldCapture.Read(Path.Combine(Root, "tests", "captures", "current.scap"));
        // Its days are hours: whatever is kept for a time is over in time.
        tale.Stretch(3600UL * 1_000_000_000);
        var judge = new Judge(tale, Rules, s_state, s_containers, s_engine);
        Assert.True(Growth(tale, judge, settle: 2000, rounds: 10_000) < Tolerance);
        Assert.True(judge.Host.Statistics.Processes < 100, $"{judge.Host.Statistics}");
    }

    [Theory]
    [InlineData(nameof(Hostility.Forks))]
    [InlineData(nameof(Hostility.Names))]
    [InlineData(nameof(Hostility.Containers))]
    [InlineData(nameof(Hostility.Arguments))]
    [InlineData(nameof(Hostility.Connections))]
    [InlineData(nameof(Hostility.Strangers))]
    public void A_container_that_tries_to_fill_memory_gets_what_the_tables_have(string kind)
    {
        var tale = new HostileHost(Enum.Parse<Hostility>(kind), eventsPerRound: 1000);
        var judge = new Judge(tale, Rules, s_state, s_containers, s_engine);
        Assert.True(Growth(tale, judge, settle: 30, rounds: 20) < Math.Max(Tolerance, judge.Host.Statistics.ProcessTextBytes / 4));
        var now = judge.Host.Statistics;
        Assert.True(now.Processes <= s_state.MaxProcesses && now.Containers <= s_containers.Capacity && now.DescriptorBytes <= s_state.MaxDescriptorBytes
            && now.ProcessTextBytes <= s_state.MaxProcessTextBytes, $"{now}");
    }

    /// <summary>Bytes that are held more after so many rounds further, exactly.</summary>
    long Growth<TTale>(TTale tale, Judge judge, int settle, int rounds) where TTale : ITale
    {
        for (var round = 0; round < settle; round++) tale.Tell(round, judge);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = settle; round < settle + rounds; round++) tale.Tell(round, judge);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{judge.Events} events, {judge.Alerts} alerts, {before >> 10} KiB, then {growth} bytes more; {judge.Host.Statistics}");
        GC.KeepAlive(judge);
        return growth;
    }

    static RuleSet Rules => Judge.Load([Path.Combine(Root, "rules", "lanner.yaml")]);

    static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lanner.slnx"))) folder = folder.Parent;
            return folder?.FullName ?? throw new DirectoryNotFoundException("the tests run inside a checkout");
        }
    }
}
