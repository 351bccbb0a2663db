using System.Text;
using System.Text.Json;

using Lanner.Events;
using Lanner.Explore.Printing;

namespace Lanner.Explore.Tests.Printing;

public sealed class EventPrinterTests : IDisposable
{
    readonly MemoryStream _stream = new();
    readonly Stage _stage = new Stage().WithProcess();

    public void Dispose() => _stream.Dispose();

    string Print(byte[] bytes, string format, string filter = "", PrintStyle style = PrintStyle.Raw, bool stateOnly = false)
    {
        var request = PrintRequest.TryCompile(filter, format, out var problem);
        Assert.True(request is not null, problem);
        var lines = new LineBuffer(_stream);
        var printer = new EventPrinter(request.Format, request.Filter, lines, style);
        var printed = false;
        _stage.Play(bytes, (in context) => printed = printer.Print(context), stateOnly);
        lines.Flush();
        var text = Encoding.UTF8.GetString(_stream.ToArray());
        _stream.SetLength(0);
        Assert.Equal(printed, text.Length > 0);
        return text;
    }

    [Fact]
    public void The_usual_line_is_that_of_sysdig() => Assert.Matches(
        @"^1 \d\d:13:20\.000000000 3 curl \(100\) < openat fd=3\(<f>/etc/passwd\) dirfd=-100\(AT_FDCWD\) name=/etc/passwd flags=1\(O_RDONLY\) .*\n$",
        Print(Stage.Open("/etc/passwd"), PrintFormats.Plain));

    [Fact]
    public void The_line_with_the_container_names_it() =>
        Assert.Contains(" host (host) curl (100:", Print(Stage.Open("/etc/passwd"), PrintFormats.Container));

    [Fact]
    public void Without_a_star_a_missing_field_leaves_the_line_out()
    {
        Assert.Equal("", Print(Stage.Open("/x"), "%evt.type %container.image"));
        Assert.Equal("openat <NA>\n", Print(Stage.Open("/x"), "*%evt.type %container.image"));
        Assert.Equal("", Print(Stage.Open("/x"), "%evt.type %container.image", style: PrintStyle.Json));
        Assert.Equal("", Print(Stage.Open("/x"), "%evt.type %container.image", style: PrintStyle.Safe));
    }

    [Fact]
    public void Only_what_matches_is_printed()
    {
        Assert.Equal("", Print(Stage.Open("/etc/passwd"), "%fd.name", "fd.name = /etc/shadow"));
        Assert.Equal("/etc/shadow\n", Print(Stage.Open("/etc/shadow"), "%fd.name", "fd.name = /etc/shadow"));
        Assert.Equal("", Print(Stage.Open("/etc/shadow"), "%fd.name", "evt.type = close"));
    }

    [Fact]
    public void Events_of_the_stream_itself_are_not_shown()
    {
        Assert.Equal("", Print(new EventBuilder(EventCode.NotificationEnter, Stage.Start, -1).Add("id").Add("text").Build(), "*%evt.type"));
        Assert.Equal("", Print(Stage.Open("/x"), "*%evt.type", stateOnly: true));
    }

    [Fact]
    public void Json_has_sorted_keys_and_values_of_their_own_type()
    {
        var line = Print(Stage.Open("/etc/pass\"wd\n"), "*%proc.name %evt.num %container.image %evt.failed %evt.outputtime %fd.name", style: PrintStyle.Json);
        using var parsed = JsonDocument.Parse(line);
        var root = parsed.RootElement;
        Assert.Equal(["container.image", "evt.failed", "evt.num", "evt.outputtime", "fd.name", "proc.name"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("container.image").ValueKind);
        Assert.False(root.GetProperty("evt.failed").GetBoolean());
        Assert.Equal(Stage.Start, root.GetProperty("evt.outputtime").GetUInt64());
        Assert.Equal("/etc/pass\"wd\n", root.GetProperty("fd.name").GetString());
        Assert.EndsWith("}\n", line);
    }

    [Fact]
    public void Json_of_a_format_without_fields_is_an_empty_object() => Assert.Equal("{}\n", Print(Stage.Open("/x"), "text", style: PrintStyle.Json));

    [Fact]
    public void For_a_terminal_nothing_can_steer_it_and_raw_is_as_it_was()
    {
        Assert.Equal("/a\e[2J\n", Print(Stage.Open("/a\e[2J"), "%fd.name"));
        Assert.Equal("/a\\x1B[2J\n", Print(Stage.Open("/a\e[2J"), "%fd.name", style: PrintStyle.Safe));
    }

    [Theory]
    [InlineData(PrintStyle.Raw)]
    [InlineData(PrintStyle.Safe)]
    [InlineData(PrintStyle.Json)]
    public void Printing_allocates_nothing(PrintStyle style)
    {
        var request = PrintRequest.TryCompile("fd.name startswith /etc", PrintFormats.Container, out _)!;
        var lines = new LineBuffer(Stream.Null);
        var printer = new EventPrinter(request.Format, request.Filter, lines, style);
        var bytes = Stage.Open("/etc/passwd");
        long least = long.MaxValue;
        // The first rounds fill caches and are compiled meanwhile.
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(EventView.TryRead(bytes, default, out var view));
            var subject = _stage.Host.Apply(view);
            var scratch = _scratch;
            for (var i = 0; i < 1000; i++)
                printer.Print(new Lanner.Filters.EventContext(view, _stage.Host, subject, (ulong)(round * 1000 + i + 1), scratch));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Equal(20_000, lines.Lines);
    }

    readonly Lanner.Filters.FieldScratch _scratch = new();
}
