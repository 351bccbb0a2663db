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

    static string Line(IAlertFormat format, Alert alert)
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
}
