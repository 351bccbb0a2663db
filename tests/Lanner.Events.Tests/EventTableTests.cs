using System.Text;

namespace Lanner.Events.Tests;

public sealed class EventTableTests
{
    [Fact]
    public void The_generated_codes_and_the_table_agree()
    {
        foreach (var code in Enum.GetValues<EventCode>())
        {
            var info = EventTable.Get(code);
            Assert.Equal(code, info.Code);
            Assert.NotEqual(EventStatus.Unused, info.Status);
            var name = info.Name.Replace("_", "", StringComparison.Ordinal) + (info.IsExit ? "exit" : "enter");
            var expected = info.Status == EventStatus.Live ? name : $"{name}old{(int)code}";
            Assert.Equal(expected, code.ToString(), ignoreCase: true);
        }

        Assert.Equal(Enum.GetValues<EventCode>().Length, EventTable.All.ToArray().Count(e => e.Status != EventStatus.Unused));
    }

    [Fact]
    public void Every_code_has_an_entry_and_no_more_parameters_than_the_format_allows()
    {
        Assert.Equal(EventTable.CodeCount, EventTable.All.Length);
        foreach (var info in EventTable.All)
        {
            Assert.InRange(info.Parameters.Length, 0, EventTable.MaxParameters);
            for (var i = 0; i < info.Parameters.Length; i++) Assert.Equal(i, info.Parameters[i].Index);
        }
    }

    [Fact]
    public void A_code_from_a_newer_producer_reads_as_unused() => Assert.Equal(EventStatus.Unused, EventTable.Get((EventCode)9999).Status);

    [Fact]
    public void A_relative_path_names_the_parameter_of_its_directory()
    {
        foreach (var parameter in EventTable.All.ToArray().SelectMany(e => e.Parameters).Where(p => p.Type == ParameterType.FsRelPath))
            Assert.True(parameter.RelativeTo >= 0);
        var openat = EventTable.Get(EventCode.OpenatExit);
        Assert.Equal("dirfd", openat.Parameters[openat.Parameters[2].RelativeTo].Name);
    }

    [Theory]
    [InlineData("file_flags", "O_RDONLY|O_CLOEXEC", "O_RDONLY", "O_CLOEXEC")]
    [InlineData("clone_flags", "CLONE_FILES|CLONE_THREAD", "CLONE_FILES", "CLONE_THREAD")]
    public void Flags_are_named_in_table_order(string table, string expected, params string[] names)
    {
        var flags = EventTable.Flags(table);
        var text = new StringBuilder();
        flags.AppendFlags(text, names.Aggregate(0u, (all, name) => all | flags[name]));
        Assert.Equal(expected.Split('|').Order(), text.ToString().Split('|').Order());
    }

    [Fact]
    public void An_enumeration_names_the_value_and_nothing_else()
    {
        var text = new StringBuilder();
        EventTable.Flags("socket_families").AppendEnum(text, 17);
        Assert.Equal("AF_PACKET", text.ToString());
    }

    [Fact]
    public void Syscall_names_and_codes_go_both_ways()
    {
        foreach (var (code, name) in SyscallTable.All) Assert.Equal(code, SyscallTable.Find(name));
        Assert.Null(SyscallTable.Name(100_000));
        Assert.Null(SyscallTable.Name(-1));
    }

    [Fact]
    public void Every_live_call_event_names_the_calls_that_make_it()
    {
        Assert.Equal(["openat"], EventTable.Get(EventCode.OpenatExit).Syscalls);
        Assert.Equal(["pread64"], EventTable.Get(EventCode.PreadExit).Syscalls);
        Assert.Empty(EventTable.Get(EventCode.ProcexitEnter).Syscalls);
        Assert.Contains("getppid", EventTable.Get(EventCode.SyscallExit).Syscalls);
        Assert.DoesNotContain("openat", EventTable.Get(EventCode.SyscallExit).Syscalls);
        var without = EventTable.All.ToArray().Where(e => e is { Status: EventStatus.Live, IsExit: true, Origin: EventOrigin.Syscall })
            .Where(e => e.Syscalls.Count == 0).Select(e => e.Name);
        Assert.Equal([], without);
    }
}
