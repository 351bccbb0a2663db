using System.Buffers;
using System.Text;
using Lanner.State;

namespace Lanner.Filters.Tests;

public sealed class OutputFormatTests
{
    readonly TestBench _bench = new();

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("*name=%proc.name.", "name=bash.")]
    [InlineData("%proc.name%fd.num", "bash5")]
    [InlineData("%proc.name-%fd.num/%fd.num", "bash-5/5")]
    [InlineData("[%proc.name]", "[bash]")]
    [InlineData("%proc.name[%fd.num]", "bash[5]")]
    [InlineData("%proc.aname[2] %proc.aname", "init sshd init")]
    [InlineData("%8proc.name|%2proc.name|%1fd.num|%3fd.num|", "bash    |ba|5|5  |")]
    [InlineData("%3fd.nameraw|", "äöü|")]
    [InlineData("%toupper(proc.name) %len(proc.name)", "BASH 4")]
    [InlineData("100%% of %proc.name", "100% of bash")]
    [InlineData("%fd.types", "(ipv4,unix)")]
    [InlineData("%evt.failed %proc.fdusage %proc.duration %evt.count %fd.sport %fd.sip", "true 0.75 7 18446744073709551615 443 10.0.0.1")]
    [InlineData("%evt.buffer", ".ELF..")]
    [InlineData("*%proc.exe", "<NA>")]
    [InlineData("*%6proc.exe|", "<NA>  |")]
    [InlineData("%container.label.app", "web")]
    public void Fields_are_written_as_text(string format, string text)
    {
        Fill();

        Assert.Equal(text, Format(format).Text);
    }

    [Fact]
    public void A_line_with_a_missing_field_is_told_apart()
    {
        Fill();

        Assert.True(Format("%proc.name").Complete);
        Assert.False(Format("%proc.name %proc.exe").Complete);
        Assert.False(Compile("%proc.exe").PrintsIncomplete);
        Assert.True(Compile("*%proc.exe").PrintsIncomplete);
    }

    [Theory]
    [InlineData("a %", 2, "expected a field behind %")]
    [InlineData("a % b", 2, "expected a field behind %")]
    [InlineData("a %proc.nmae b", 3, "did you mean proc.name?")]
    [InlineData("%proc.aname[x]", 1, "is a number from 0, not x")]
    [InlineData("%proc.aname[1", 11, "this [ is not closed")]
    [InlineData("%toupperr(proc.name)", 1, "did you mean toupper?")]
    [InlineData("%toupper(fd.num)", 9, "toupper takes text")]
    [InlineData("%99999proc.name", 0, "at most 4096 characters")]
    [InlineData("%evt.arg", 1, "evt.arg needs an argument")]
    public void An_error_points_at_its_place(string format, int offset, string message)
    {
        var result = OutputFormat.Compile(format, _bench.Fields.Catalogue);

        Assert.Null(result.Format);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(offset, diagnostic.Span.Offset);
        Assert.Contains(message, diagnostic.ToText(format), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported() =>
        Assert.Equal([1, 12, 32], OutputFormat.Compile("%proc.nmae %proc.eexe %fd.name %fd.nam", _bench.Fields.Catalogue).Diagnostics
            .Select(d => d.Span.Offset));

    [Fact]
    public void Values_are_told_with_their_types_each_field_once()
    {
        Fill();
        var writer = new RecordingWriter();

        Compile("%proc.name %fd.num %proc.name %evt.failed %evt.count %proc.fdusage %fd.types %proc.aname %proc.exe %evt.time %fd.sip %fd.sport")
            .WriteFields(_bench.Context(), new OutputMemory(), writer);

        Assert.Equal(
            [
                "proc.name text bash", "fd.num integer 5", "evt.failed bool True", "evt.count unsigned 18446744073709551615",
                "proc.fdusage real 0.75", "fd.types [", "fd.types text ipv4", "fd.types text unix", "fd.types ]",
                "proc.aname text sshd init", "proc.exe missing", "evt.time unsigned 1000000007", "fd.sip text 10.0.0.1", "fd.sport integer 443",
            ],
            writer.Calls);
    }

    [Fact]
    public void Writing_a_line_allocates_nothing()
    {
        Fill();
        _bench.Fields["proc.name"] = "bash"u8.ToArray();
        var format = Compile("*%10proc.name %fd.num %evt.failed %proc.exe %concat(proc.name, '-', proc.name) %evt.count %proc.fdusage");
        var memory = new OutputMemory();
        var writer = new ArrayBufferWriter<byte>(4096);
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            var context = _context;
            for (var i = 0; i < 50; i++)
            {
                writer.ResetWrittenCount();
                Lanner.Events.EventView.TryRead(context, default, out var view);
                format.Format(new EventContext(view, _bench.Host, default, 1, _bench.Scratch), memory, writer);
            }
        }
    }

    readonly byte[] _context = new Lanner.Events.EventBuilder(Lanner.Events.EventCode.OpenExit, 1, 1).Build();

    void Fill()
    {
        Assert.True(IpAddress.TryParse("10.0.0.1", out var address));
        _bench.Fields["proc.name"] = "bash";
        _bench.Fields["fd.num"] = 5;
        _bench.Fields["fd.nameraw"] = "äöüß";
        _bench.Fields["proc.aname[2]"] = "init";
        _bench.Fields["proc.aname"] = new object[] { "sshd", "init" };
        _bench.Fields["fd.types"] = new object[] { "ipv4", "unix" };
        _bench.Fields["evt.failed"] = true;
        _bench.Fields["proc.fdusage"] = 0.75;
        _bench.Fields["proc.duration"] = 7;
        _bench.Fields["evt.count"] = ulong.MaxValue;
        _bench.Fields["fd.sport"] = 443;
        _bench.Fields["fd.sip"] = address;
        _bench.Fields["evt.buffer"] = new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 0xFF };
        _bench.Fields["evt.time"] = "12:00:00.1";
        _bench.Fields["container.label.app"] = "web";
    }

    OutputFormat Compile(string format)
    {
        var result = OutputFormat.Compile(format, _bench.Fields.Catalogue);
        Assert.Empty(result.Diagnostics);
        return result.Format!;
    }

    (string Text, bool Complete) Format(string format)
    {
        var writer = new ArrayBufferWriter<byte>();
        var complete = Compile(format).Format(_bench.Context(), new OutputMemory(), writer);
        return (Encoding.UTF8.GetString(writer.WrittenSpan), complete);
    }

    sealed class RecordingWriter : IOutputFieldWriter
    {
        public List<string> Calls { get; } = [];

        public void Missing(OutputField output) => Calls.Add($"{output.Name} missing");

        public void Text(OutputField output, ReadOnlySpan<byte> text) => Calls.Add($"{output.Name} text {Encoding.UTF8.GetString(text)}");

        public void Integer(OutputField output, long number) => Calls.Add($"{output.Name} integer {number}");

        public void Unsigned(OutputField output, ulong number) => Calls.Add($"{output.Name} unsigned {number}");

        public void Real(OutputField output, double number) => Calls.Add($"{output.Name} real {number}");

        public void Bool(OutputField output, bool truth) => Calls.Add($"{output.Name} bool {truth}");

        public void BeginList(OutputField output) => Calls.Add($"{output.Name} [");

        public void EndList(OutputField output) => Calls.Add($"{output.Name} ]");
    }
}
