using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Rules;

/// <summary>One rule that fired on one event. Owned by whoever got it; nothing in it refers to the event's memory.</summary>
public sealed class Alert : IAlert
{
    /// <summary>Nanoseconds since the epoch.</summary>
    public required ulong TimeNs { get; init; }

    public required Rule Rule { get; init; }

    /// <summary>Number of the event in this run.</summary>
    public required ulong EventNumber { get; init; }

    /// <summary>The rendered output, UTF-8, without the time and priority before it.</summary>
    public required byte[] Output { get; init; }

    /// <summary>The fields of the output and those the configuration adds, in order, each once.</summary>
    public required IReadOnlyList<AlertField> Fields { get; init; }

    public required string Hostname { get; init; }

    /// <summary>Null for events without a process.</summary>
    public Container? Container { get; init; }

    /// <summary>-1 for events without a process.</summary>
    public int Pid { get; init; } = -1;

    /// <summary>Path of the program that the process runs, or its name where the path is not known; empty for events without a process.</summary>
    public byte[] Program { get; init; } = [];

    /// <summary>The name (comm) of the process at the event; empty for events without one.</summary>
    public byte[] ProcessName { get; init; } = [];

    /// <summary>Its control groups at the event, as <see cref="State.Process.Cgroups"/>.</summary>
    public byte[] ProcessCgroups { get; init; } = [];

    /// <summary>A copy with ancestors; null unless <see cref="RuleEngineOptions.KeepProcess"/> asks for it.</summary>
    public Process? Process { get; init; }

    public string RuleName => Rule.Name;

    public RulePriority Priority => Rule.Priority;

    public string Source => Rule.Source;

    public IReadOnlyList<string> Tags => Rule.Tags;

    public bool IsInternal => false;

    /// <summary>The alert with another text, and with further fields that have names of their own.</summary>
    public Alert With(byte[] output, IEnumerable<AlertField> further) => new()
    {
        TimeNs = TimeNs,
        Rule = Rule,
        EventNumber = EventNumber,
        Output = output,
        Fields = [.. Fields, .. further],
        Hostname = Hostname,
        Container = Container,
        Pid = Pid,
        Program = Program,
        ProcessName = ProcessName,
        ProcessCgroups = ProcessCgroups,
        Process = Process,
    };
}
