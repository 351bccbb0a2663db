using System.Globalization;
using System.Text;

using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Responses.Planning;

/// <summary>At whom a response is aimed: what is known of the event's process and container at the alert. Immutable; crosses threads.</summary>
sealed record ResponseTarget
{
    public required string Rule { get; init; }

    /// <summary>When the event happened, nanoseconds since the epoch.</summary>
    public required ulong EventTimeNs { get; init; }

    /// <summary>-1 for an event without a process.</summary>
    public required int Pid { get; init; }

    public required string ProcessName { get; init; }

    /// <summary>It happened outside of containers.</summary>
    public required bool IsHost { get; init; }

    /// <summary>The container's id as control groups have it.</summary>
    public required byte[] ContainerKey { get; init; }

    /// <summary>The full id; <c>host</c> outside of containers.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Empty while it is not known.</summary>
    public string ContainerName { get; init; } = "";

    public required ContainerEngine Engine { get; init; }

    public uint OwnerUid { get; init; }

    /// <summary>
    /// Its control group lies in that of another container. Whoever may make control groups there can give one any name, so the id may
    /// be that of somebody else's container.
    /// </summary>
    public bool IsNested { get; init; }

    public string Process => string.Create(CultureInfo.InvariantCulture, $"pid {Pid}{(ProcessName.Length > 0 ? $" ({ProcessName})" : "")}");

    public string Container => IsHost ? "host" : ContainerName.Length > 0 ? ContainerName : ContainerId.Length > 12 ? ContainerId[..12] : ContainerId;

    public static ResponseTarget Of(Alert alert)
    {
        var container = alert.Container ?? Lanner.State.Containers.Container.Host;
        return new ResponseTarget
        {
            Rule = alert.RuleName, EventTimeNs = alert.TimeNs, Pid = alert.Pid, ProcessName = Printable.Of(alert.ProcessName), IsHost = container.IsHost,
            ContainerKey = container.Key, ContainerId = Printable.Of(container.FullId), ContainerName = Printable.Of(container.Detail?.Name ?? []),
            Engine = container.Engine, OwnerUid = container.OwnerUid,
            IsNested = CgroupPath.TryFindContainer(alert.ProcessCgroups, out var identity) && !identity.OuterFullId.IsEmpty,
        };
    }

    /// <summary>The action in words, such as <c>kill pid 123 (bash)</c>.</summary>
    public string Describe(RuleResponse response) => response switch
    {
        { Kind: ResponseKind.Kill, Tree: true } => $"kill {Process} and what it started",
        { Kind: ResponseKind.Kill } => $"kill {Process}",
        { Kind: ResponseKind.Disconnect, Networks.Count: > 0 } => $"disconnect container {Container} from {Networks(response)}",
        { Kind: ResponseKind.Disconnect } => $"disconnect container {Container} from its networks",
        _ => $"{RuleResponse.Word(response.Kind)} container {Container}",
    };

    static string Networks(RuleResponse response) => Printable.Of(Encoding.UTF8.GetBytes(string.Join(", ", response.Networks)));
}
