using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts;

/// <summary>
/// What the program has to say about itself through the same outputs as its alerts: events were lost, a reload failed, a snapshot of
/// metrics. Its rule is named <c>Lanner internal: ...</c>, its source is <c>internal</c>, and it has no tags.
/// </summary>
public sealed class InternalAlert : IAlert
{
    public const string SourceName = "internal";

    /// <summary>Before the subject in the rule's name.</summary>
    public const string NamePrefix = "Lanner internal: ";

    /// <param name="subject">What it is about, such as <c>events dropped</c>; the rule's name without its prefix.</param>
    /// <param name="priority">How grave it is.</param>
    /// <param name="output">One sentence.</param>
    /// <param name="hostname">As rule alerts have it.</param>
    /// <param name="fields">The numbers behind the sentence, each name once.</param>
    public InternalAlert(string subject, RulePriority priority, string output, string hostname, params IReadOnlyList<AlertField> fields)
    {
        RuleName = NamePrefix + subject;
        Priority = priority;
        Output = Encoding.UTF8.GetBytes(output);
        Hostname = hostname;
        Fields = fields;
    }

    /// <summary>Now, unless said otherwise.</summary>
    public ulong TimeNs { get; init; } = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    public string RuleName { get; }

    public RulePriority Priority { get; }

    public string Source => SourceName;

    public IReadOnlyList<string> Tags => [];

    public byte[] Output { get; }

    public IReadOnlyList<AlertField> Fields { get; }

    public string Hostname { get; }

    public bool IsInternal => true;
}
