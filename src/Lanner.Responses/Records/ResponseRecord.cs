using System.Buffers;
using System.Text.Json;

using Lanner.Alerts;
using Lanner.Responses.Planning;
using Lanner.Rules;

namespace Lanner.Responses.Records;

/// <summary>What was done, to whom, because of which rule, and how it ended: for the log, the outputs and the audit file.</summary>
sealed record ResponseRecord(ResponseTarget Target, RuleResponse Response, ResponseOutcome Outcome, TimeSpan Duration)
{
    public const string Subject = "response";

    public DateTime Time { get; } = DateTime.UtcNow;

    /// <summary>One sentence.</summary>
    public string Text
    {
        get
        {
            var what = Target.Describe(Response);
            var said = Outcome.Kind switch
            {
                OutcomeKind.Done => $"{what}: done",
                OutcomeKind.Already => $"{what}: nothing to do",
                OutcomeKind.WouldDo => $"would {what}",
                OutcomeKind.Spared => $"{what}: left alone",
                _ => $"{what}: failed",
            };
            return $"{said}{(Outcome.Text.Length > 0 ? $" ({Outcome.Text})" : "")}, for rule '{Target.Rule}'";
        }
    }

    public RulePriority Priority => Outcome.Kind switch
    {
        OutcomeKind.Done => RulePriority.Warning,
        OutcomeKind.Failed => RulePriority.Error,
        _ => RulePriority.Notice,
    };

    public InternalAlert ToAlert(string hostname) => new(Subject, Priority, Text, hostname,
    [
        AlertField.Of("rule", Target.Rule), AlertField.Of("action", RuleResponse.Word(Response.Kind)), AlertField.Of("outcome", Outcome.Word),
        AlertField.Of("reason", Outcome.Text), AlertField.Of("duration_ms", Math.Round(Duration.TotalMilliseconds, 1)), AlertField.Of("proc.pid", Target.Pid),
        AlertField.Of("proc.name", Target.ProcessName), AlertField.Of("container.id", Short(Target.ContainerId)), AlertField.Of("container.name", Target.ContainerName),
    ]);

    /// <summary>One JSON object with its line's end.</summary>
    public void WriteLine(IBufferWriter<byte> to)
    {
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteString("time", Time);
            json.WriteString("rule", Target.Rule);
            json.WriteString("action", RuleResponse.Word(Response.Kind));
            json.WriteString("settings", Response.ToString());
            json.WriteString("outcome", Outcome.Word);
            json.WriteString("reason", Outcome.Text);
            json.WriteNumber("duration_ms", Math.Round(Duration.TotalMilliseconds, 1));
            json.WriteNumber("pid", Target.Pid);
            json.WriteString("process", Target.ProcessName);
            json.WriteString("container_id", Target.ContainerId);
            json.WriteString("container_name", Target.ContainerName);
            json.WriteNumber("event_time_ns", Target.EventTimeNs);
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    static string Short(string id) => id.Length > 12 ? id[..12] : id;
}
