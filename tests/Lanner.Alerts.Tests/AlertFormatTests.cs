using System.Buffers;
using System.Text;
using System.Text.Json;

using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;

namespace Lanner.Alerts.Tests;

public sealed class AlertFormatTests
{
    const ulong Time = 1_737_619_799_000_000_123;

    static readonly Rule s_rule = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions)).Add("test.yaml", """
        - rule: A "quoted" rule
          desc: for tests
          condition: evt.type = openat
          output: file=%fd.name
          priority: WARNING
          tags: [one, "t\"wo"]
        """u8).Build().RuleSet!.Rules[0];

    static Alert MakeAlert(byte[] output, params AlertField[] fields) =>
        new() { TimeNs = Time, Rule = s_rule, EventNumber = 1, Output = output, Fields = fields, Hostname = "node1" };

    static string Line(IAlertFormat format, IAlert alert)
    {
        var to = new ArrayBufferWriter<byte>();
        format.Write(alert, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    [Fact]
    public void Json_has_the_shape_that_consumers_know()
    {
        var line = Line(new JsonAlertFormat(), MakeAlert("file=/etc/\"x\""u8.ToArray(),
            new AlertField("fd.name") { Kind = AlertValueKind.Text, Text = "/etc/\"x\"\n"u8.ToArray() },
            new AlertField("proc.pid") { Kind = AlertValueKind.Integer, Number = -5 },
            new AlertField("evt.num") { Kind = AlertValueKind.Unsigned, Number = -1 },
            new AlertField("evt.failed") { Kind = AlertValueKind.Bool, Number = 1 },
            new AlertField("thread.cpu") { Kind = AlertValueKind.Real, Real = double.NaN },
            new AlertField("container.name"),
            new AlertField("proc.aname") { Kind = AlertValueKind.List, Items = [new AlertField("proc.aname") { Kind = AlertValueKind.Text, Text = "sh"u8.ToArray() }] }));
        Assert.EndsWith("\n", line);
        Assert.Equal(1, line.Count(c => c == '\n'));
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        Assert.Equal(["hostname", "output", "output_fields", "priority", "rule", "source", "tags", "time"],
            root.EnumerateObject().Select(p => p.Name));
        Assert.Equal("node1", root.GetProperty("hostname").GetString());
        Assert.EndsWith(".000000123: Warning file=/etc/\"x\"", root.GetProperty("output").GetString());
        Assert.Equal("Warning", root.GetProperty("priority").GetString());
        Assert.Equal("A \"quoted\" rule", root.GetProperty("rule").GetString());
        Assert.Equal("syscall", root.GetProperty("source").GetString());
        Assert.Equal(["one", "t\"wo"], root.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("2025-01-23T08:09:59.000000123Z", root.GetProperty("time").GetString());
        var fields = root.GetProperty("output_fields");
        Assert.Equal("/etc/\"x\"\n", fields.GetProperty("fd.name").GetString());
        Assert.Equal(-5, fields.GetProperty("proc.pid").GetInt64());
        Assert.Equal(ulong.MaxValue, fields.GetProperty("evt.num").GetUInt64());
        Assert.True(fields.GetProperty("evt.failed").GetBoolean());
        Assert.Equal(JsonValueKind.Null, fields.GetProperty("thread.cpu").ValueKind);
        Assert.Equal(JsonValueKind.Null, fields.GetProperty("container.name").ValueKind);
        Assert.Equal("sh", fields.GetProperty("proc.aname")[0].GetString());
    }

    [Fact]
    public void Text_is_one_harmless_line()
    {
        var line = Line(new TextAlertFormat(colour: false), MakeAlert("file=\e[2J\nfake: Critical nothing"u8.ToArray()));
        Assert.EndsWith(".000000123: Warning file=\\x1B[2J\\x0Afake: Critical nothing\n", line);
        Assert.Equal(1, line.Count(c => c == '\n'));
    }

    [Fact]
    public void Colour_marks_the_priority_only()
    {
        var line = Line(new TextAlertFormat(colour: true), MakeAlert("x"u8.ToArray()));
        Assert.Contains("\e[33mWarning\e[0m x\n", line);
    }

    [Fact]
    public void Fields_are_sorted_by_name_and_have_the_time_and_what_the_configuration_adds()
    {
        var rendering = new AlertRendering { Json = true, StaticFields = [new("site", "a\"b"), new("fd", "x")], Hostname = "other" };
        var line = Line(new JsonAlertFormat(rendering), MakeAlert("x"u8.ToArray(), AlertField.Of("user.name", "root"), AlertField.Of("static.fd", "the rule's own"), AlertField.Of("container.id", "host")));
        Assert.Contains("""
            "output_fields":{"container.id":"host","evt.time":1737619799000000123,"static.fd":"the rule's own","static.site":"a\"b","user.name":"root"}
            """, line);
        Assert.StartsWith("""{"hostname":"other","output":""", line);
    }

    [Fact]
    public void The_time_can_be_written_in_full()
    {
        var iso = new AlertRendering { TimeIso8601 = true };
        Assert.Equal("2025-01-23T08:09:59.000000123+0000: Warning x\n", Line(iso.CreateFormat(), MakeAlert("x"u8.ToArray())));
        Assert.Contains("""
            "output":"2025-01-23T08:09:59.000000123+0000: Warning x","output_fields":{"evt.time.iso8601":1737619799000000123},
            """, Line((iso with { Json = true }).CreateFormat(), MakeAlert("x"u8.ToArray())));
    }

    [Fact]
    public void Each_part_of_the_json_can_be_left_out_or_added()
    {
        var rendering = new AlertRendering { Json = true, IncludeMessage = true, IncludeOutput = false, IncludeTags = false, IncludeOutputFields = false };
        Assert.Equal("""
            {"hostname":"node1","message":"x","priority":"Warning","rule":"A \"quoted\" rule","source":"syscall","time":"2025-01-23T08:09:59.000000123Z"}

            """, Line(rendering.CreateFormat(), MakeAlert("x"u8.ToArray())));
    }

    [Fact]
    public void An_internal_alert_has_the_same_shape_without_tags_and_time_in_its_text()
    {
        var alert = new InternalAlert("events dropped", RulePriority.Critical, "3 events were lost", "node1", AlertField.Of("dropped", 3UL), AlertField.Of("by", "ring full")) { TimeNs = Time };
        Assert.Equal("""
            {"hostname":"node1","output":"3 events were lost","output_fields":{"by":"ring full","dropped":3},"priority":"Critical","rule":"Lanner internal: events dropped","source":"internal","time":"2025-01-23T08:09:59.000000123Z"}

            """, Line(new JsonAlertFormat(), alert));
        Assert.EndsWith("""
            .000000123: Critical 3 events were lost (dropped=3 by="ring full")

            """, Line(new TextAlertFormat(colour: false), alert));
    }
}
