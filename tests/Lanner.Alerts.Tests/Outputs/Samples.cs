using System.Text.Json;

using Lanner.Rules;

namespace Lanner.Alerts.Tests.Outputs;

/// <summary>Alerts that can be told apart, and what tests hear from outputs.</summary>
static class Samples
{
    public static readonly AlertRendering Text = new();

    public static readonly AlertRendering Json = new() { Json = true };

    public static IAlert Numbered(int number, RulePriority priority = RulePriority.Notice) =>
        new InternalAlert("test", priority, $"number {number}", "host1", AlertField.Of("n", number)) { TimeNs = 1_737_619_799_000_000_123 };

    /// <summary>The numbers of lines of JSON, in order.</summary>
    public static int[] Numbers(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(NumberOf)];

    public static int NumberOf(string json)
    {
        using var alert = JsonDocument.Parse(json);
        return alert.RootElement.GetProperty("output_fields").GetProperty("n").GetInt32();
    }
}
