using System.Text;

using Lanner.Events;
using Lanner.Rules;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Explore.Inspection;

/// <summary>One page about a capture. Names in it are UTF-8 as the capture has them; who shows them makes them harmless.</summary>
public sealed record CaptureReport
{
    public required string File { get; init; }

    /// <summary>Times of the first and the last event, nanoseconds since the epoch; 0 without events.</summary>
    public required ulong FirstNs { get; init; }
    public required ulong LastNs { get; init; }
    public required long Events { get; init; }

    /// <summary>The second, since the epoch, with most events.</summary>
    public required (ulong Second, long Events) Busiest { get; init; }

    /// <summary>Null where the capture does not tell.</summary>
    public required MachineSnapshot? Machine { get; init; }
    public required IReadOnlyList<(string Name, long Count)> EventsByName { get; init; }
    public required IReadOnlyList<ContainerLine> Containers { get; init; }

    /// <summary>Trees of processes, those with most events first.</summary>
    public required IReadOnlyList<ProcessNode> Processes { get; init; }
    public required int ProcessCount { get; init; }
    public required IReadOnlyList<FileLine> FilesByBytes { get; init; }
    public required IReadOnlyList<FileLine> FilesByOpens { get; init; }
    public required int FileCount { get; init; }
    public required IReadOnlyList<ConnectionLine> Connections { get; init; }
    public required int ConnectionCount { get; init; }
    public required IReadOnlyList<(string Error, long Count)> Errors { get; init; }

    /// <summary>Null when no rules were asked.</summary>
    public required IReadOnlyList<AlertLine>? Alerts { get; init; }

    /// <summary>Things that were dropped for want of room, by what they are; mostly none.</summary>
    public required IReadOnlyList<(string What, long Count)> Dropped { get; init; }

    public TimeSpan Duration => TimeSpan.FromTicks((long)(LastNs - FirstNs) / 100);

    public double EventsPerSecond => LastNs > FirstNs ? Events / ((LastNs - FirstNs) / 1e9) : Events;

    /// <summary>What an inspector has counted, once it has ended.</summary>
    /// <param name="top">Lines of each list.</param>
    public static CaptureReport Of(CaptureInspector inspector, string file, MachineSnapshot? machine, int top = 15) => new()
    {
        File = file,
        FirstNs = inspector.Span.First,
        LastNs = inspector.Span.Last,
        Events = inspector.Events,
        Busiest = inspector.Busiest,
        Machine = machine,
        EventsByName = [.. inspector.EventsByName.OrderByDescending(e => e.Count).ThenBy(e => e.Name, StringComparer.Ordinal)],
        Containers = [.. ContainersOf(inspector).OrderByDescending(c => c.Events)],
        Processes = [.. inspector.Forest.Roots.OrderByDescending(p => p.EventsBelow)],
        ProcessCount = inspector.Forest.All.Count,
        FilesByBytes = [.. inspector.Files.Top(top, f => f.BytesRead + f.BytesWritten).Select(FileLine.Of)],
        FilesByOpens = [.. inspector.Files.Top(top, f => f.Opens).Select(FileLine.Of)],
        FileCount = inspector.Files.Entries.Count,
        Connections = [.. inspector.Connections.Top(top, c => c.Made + c.Failed + (c.BytesRead + c.BytesWritten > 0 ? 1 : 0)).Select(ConnectionLine.Of)],
        ConnectionCount = inspector.Connections.Entries.Count,
        Errors = [.. inspector.Errors.Top(top, e => e.Count).Select(e => (e.Value.Name, e.Value.Count))],
        Alerts = !inspector.HasRules ? null : [.. inspector.Rules.OrderBy(r => r.Key.Priority).ThenByDescending(r => r.Value.Count)
            .Select(r => new AlertLine(r.Key.Name, r.Key.Priority, r.Value.Count, r.Value.FirstNumber, r.Value.FirstNs))],
        Dropped =
        [
            .. new (string, long)[]
            {
                ("files", inspector.Files.Dropped), ("connections", inspector.Connections.Dropped), ("errors", inspector.Errors.Dropped),
                ("containers", inspector.Containers.Dropped), ("events of processes", inspector.Forest.EventsLeftOut),
            }.Where(d => d.Item2 > 0),
        ],
    };

    /// <summary>Those that made events, and those the capture only names.</summary>
    static IEnumerable<ContainerLine> ContainersOf(CaptureInspector inspector)
    {
        foreach (var (container, use) in inspector.Containers.Entries) yield return Line(container, use.Count);
        if (inspector.Host is not { } host) yield break;
        foreach (var container in host.Containers.All)
        {
            if (!inspector.Containers.Entries.ContainsKey(container)) yield return Line(container, 0);
        }

        static ContainerLine Line(Container container, long events) =>
            new(container.Id, container.Detail?.Name ?? [], container.Detail?.Image ?? [], events);
    }
}

/// <param name="Id">The short id.</param>
/// <param name="Name">Empty when unknown, as is the image.</param>
public sealed record ContainerLine(byte[] Id, byte[] Name, byte[] Image, long Events);

public sealed record FileLine(byte[] Name, long Opens, long BytesRead, long BytesWritten)
{
    internal static FileLine Of(KeyValuePair<byte[], FileUse> file) => new(file.Key, file.Value.Opens, file.Value.BytesRead, file.Value.BytesWritten);
}

/// <param name="Client">The address that connected.</param>
/// <param name="Server">Address and port connected to.</param>
/// <param name="Program">The watched program at either end.</param>
public sealed record ConnectionLine(
    string Client, string Server, string Transport, long Made, long Failed, long BytesRead, long BytesWritten, byte[] Program, byte[] Container)
{
    internal static ConnectionLine Of(KeyValuePair<ConnectionKey, ConnectionUse> entry)
    {
        var (key, use) = entry;
        var server = Text(key.Server);
        return new ConnectionLine(Text(key.Client), key.Server.IsV6 ? $"[{server}]:{key.Port}" : $"{server}:{key.Port}",
            key.Transport.ToString().ToLowerInvariant(), use.Made, use.Failed, use.BytesRead, use.BytesWritten, use.Program, use.Container);
    }

    static string Text(IpAddress address)
    {
        Span<byte> text = stackalloc byte[64];
        return address.TryFormat(text, out var length) ? Encoding.ASCII.GetString(text[..length]) : "";
    }
}

/// <param name="FirstNumber">Number of its first alert among all, as <c>lanner replay --alert</c> takes it.</param>
public sealed record AlertLine(string Rule, RulePriority Priority, long Count, long FirstNumber, ulong FirstNs);
