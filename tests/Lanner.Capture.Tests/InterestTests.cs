using System.Runtime.InteropServices;
using Lanner.Events;
using Xunit;

namespace Lanner.Capture.Tests;

public sealed class InterestTests
{
    [Fact]
    public void A_rule_sets_the_byte_of_its_calls_native_number()
    {
        Assert.Equal(257, NativeSyscalls.Read(Architecture.X64)["openat"]);
        Assert.Equal(56, NativeSyscalls.Read(Architecture.Arm64)["openat"]);

        var bits = Compile([new("openat", InterestFlags.Ship | InterestFlags.NoFailed)], out var absent);

        Assert.Empty(absent);
        Assert.Equal((byte)(InterestFlags.Ship | InterestFlags.NoFailed), bits[NativeSyscalls.Number("openat")]);
        Assert.Equal(1, bits.Count(b => b != 0));
    }

    [Fact]
    public void Of_several_rules_for_a_call_only_common_restrictions_hold()
    {
        const InterestFlags both = InterestFlags.Ship | InterestFlags.NoFailed | InterestFlags.WriteOpensOnly;
        var bits = Compile([new("openat", both), new("openat", InterestFlags.Ship | InterestFlags.WriteOpensOnly)], out _);

        Assert.Equal((byte)(InterestFlags.Ship | InterestFlags.WriteOpensOnly), bits[NativeSyscalls.Number("openat")]);
    }

    [Fact]
    public void Failed_and_successful_calls_wanted_by_different_rules_are_both_shipped()
    {
        var bits = Compile([new("connect", InterestFlags.Ship | InterestFlags.NoFailed), new("connect", InterestFlags.Ship | InterestFlags.NoSuccess)], out _);

        Assert.Equal((byte)InterestFlags.Ship, bits[NativeSyscalls.Number("connect")]);
    }

    [Fact]
    public void Events_stand_for_the_calls_that_make_them()
    {
        var rules = InterestRule.For([EventCode.OpenatExit, EventCode.ProcexitEnter, EventCode.OpenatExit]).ToArray();

        Assert.Equal([new InterestRule("openat")], rules);
        // The generic event stands for every call without one of its own, and all of them are known.
        var generic = InterestRule.For([EventCode.SyscallExit]).ToArray();
        Assert.True(generic.Length > 100);
        Assert.True(Compile(generic, out _).Count(b => b != 0) > 100);
    }

    [Fact]
    public void A_rule_that_does_not_ship_sets_nothing() =>
        Assert.DoesNotContain(Compile([new("openat", InterestFlags.NoFailed)], out _), b => b != 0);

    [Fact]
    public void A_name_that_is_no_call_is_refused_and_one_of_another_architecture_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Compile([new("opnat")], out _));
        Assert.Contains("opnat", error.Message, StringComparison.Ordinal);

        var arm = NativeSyscalls.Read(Architecture.Arm64);
        var intel = NativeSyscalls.Read(Architecture.X64);
        var (foreign, own) = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? (intel, arm) : (arm, intel);
        if (foreign.Keys.Except(own.Keys).FirstOrDefault(name => SyscallTable.Find(name) >= 0) is not { } name) return;
        Compile([new(name)], out var absent);
        Assert.Equal([name], absent);
    }

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void Every_number_is_within_the_map(Architecture architecture)
    {
        var numbers = NativeSyscalls.Read(architecture);

        Assert.True(numbers.Count > 300);
        Assert.All(numbers.Values, number => Assert.InRange(number, 0, NativeSyscalls.NumberCount - 1));
    }

    static byte[] Compile(InterestRule[] rules, out IReadOnlyList<string> absent)
    {
        var bits = new byte[NativeSyscalls.NumberCount];
        absent = Interest.Compile(rules, bits);
        return bits;
    }
}
