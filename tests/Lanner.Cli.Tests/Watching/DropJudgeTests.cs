using Lanner.Configuration;

namespace Lanner.Cli.Tests.Watching;

public sealed class DropJudgeTests
{
    /// <summary>Looks each second at counters of events seen and lost; what was told at which second.</summary>
    static string Told(DropSettings settings, params (ulong Seen, ulong Lost)[] looks)
    {
        var judge = new DropJudge(settings);
        return string.Join(", ", looks.Select((look, i) => (Second: i + 1, Loss: judge.Look(look.Seen, look.Lost, TimeSpan.FromSeconds(i + 1))))
            .Where(t => t.Loss is not null).Select(t => $"{t.Second}: {t.Loss!.Value.Lost} of {t.Loss.Value.All}"));
    }

    [Fact]
    public void A_share_above_the_threshold_is_told()
    {
        var settings = new DropSettings { Threshold = 0.1, Rate = 1, MaxBurst = 1 };
        Assert.Equal("2: 25 of 100", Told(settings, (90, 10), (175, 25)));
        Assert.Equal("", Told(settings, (90, 10), (190, 10)));
    }

    [Fact]
    public void A_threshold_of_0_tells_any_loss() => Assert.Equal("1: 1 of 1000001", Told(new DropSettings { Threshold = 0 }, (1_000_000, 1), (2_000_000, 1)));

    [Fact]
    public void What_is_held_back_by_the_rate_is_in_the_next() => Assert.Equal("1: 5 of 10, 3: 15 of 10",
        Told(new DropSettings { Threshold = 0, Rate = 0.5, MaxBurst = 1 }, (5, 5), (10, 10), (10, 20), (10, 20)));

    [Fact]
    public void A_threshold_of_1_is_for_when_everything_was_lost() =>
        Assert.Equal("2: 19 of 10", Told(new DropSettings { Threshold = 1, Rate = 1 }, (1, 9), (1, 19)));

    [Fact]
    public void Ignored_losses_are_not_told() => Assert.Equal("", Told(new DropSettings { Actions = DropActions.None, Threshold = 0 }, (1, 9)));

    [Fact]
    public void Simulated_losses_come_each_second_as_far_as_the_rate_goes() =>
        Assert.Equal("1: 1 of 1, 2: 1 of 1, 4: 2 of 1", Told(new DropSettings { Simulate = true, Rate = 0.5, MaxBurst = 1.5 }, (0, 0), (0, 0), (0, 0), (0, 0)));
}
