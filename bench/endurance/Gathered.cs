using System.Runtime.InteropServices;
using System.Text;
using Lanner.Events;
using Lanner.Events.Files;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Endurance;

/// <summary>All events of a capture in memory, and the containers that began in it.</summary>
sealed class Gathered : IEventConsumer, ISnapshotConsumer
{
    readonly HashSet<string> _ids = [];
    readonly List<byte> _bytes = [];
    HostState _host = new(containers: new ContainerTable(new ContainerTableOptions { RecordsFollow = true }));
    HashSet<string> _standing = [];
    ulong _lastNs;

    public CaptureSnapshot Beginning { get; private set; } = new();

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    public List<int> Starts { get; } = [];

    public IEnumerable<string> ContainerIds => _ids.Except(_standing);

    /// <exception cref="CaptureFileException">It cannot be read.</exception>
    public static Gathered From(string path)
    {
        var result = new Gathered();
        using var source = CaptureFileSource.Open(path, new CaptureFileOptions { Snapshots = result });
        while (!source.IsFinished)
        {
            if (source.Poll(ref result, 4096) == 0) source.Wait(TimeSpan.FromSeconds(1));
            foreach (var container in result._host.Containers.All) result._ids.Add(Encoding.ASCII.GetString(container.FullId));
        }

        if (result.Starts.Count == 0) throw new CaptureFileException(path, -1, false, "there are no events in it");
        return result;
    }

    /// <summary>Lets these threads end.</summary>
    public void End(IEnumerable<long> tids)
    {
        foreach (var tid in tids) Add(new EventBuilder(EventCode.ProcexitEnter, _lastNs, tid).Set("status", 0).Build());
    }

    public void OnEvent(in EventView view)
    {
        _lastNs = Math.Max(_lastNs, view.TimeNs);
        Add(view.Bytes);
        _host.Apply(view);
        _host.Complete(view);
    }

    void ISnapshotConsumer.OnSnapshot(CaptureSnapshot snapshot)
    {
        if (Starts.Count > 0) return;
        Beginning = snapshot;
        _host = new HostState(containers: new ContainerTable(new ContainerTableOptions { RecordsFollow = true }));
        _host.Seed(snapshot.Threads);
        _standing = [.. _host.Containers.All.Select(container => Encoding.ASCII.GetString(container.FullId))];
    }

    void Add(ReadOnlySpan<byte> bytes)
    {
        Starts.Add(_bytes.Count);
        _bytes.AddRange(bytes);
    }
}
