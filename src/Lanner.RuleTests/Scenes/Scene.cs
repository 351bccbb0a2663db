using System.Text;

using Lanner.Events;
using Lanner.Events.Files;
using Lanner.State.Containers;

namespace Lanner.RuleTests.Scenes;

/// <summary>
/// A host as a test describes it: what stands there before the first event, and the events. It becomes a capture, with the same numbers
/// and times each time.
/// </summary>
sealed class Scene
{
    /// <summary>2023-11-14 22:13:20 UTC.</summary>
    public const ulong StartNs = 1_700_000_000_000_000_000;

    const ulong HourNs = 3600_000_000_000;
    const int FirstPid = 1000;

    readonly Dictionary<string, SceneProcess> _processes = new(StringComparer.Ordinal);
    readonly List<SceneProcess> _before = [];
    readonly List<byte[]> _events = [];
    ulong _inode = 10_000;
    int _lastPid = FirstPid;

    public Scene()
    {
        Init = new SceneProcess
        {
            Label = "init", Pid = 1, Exe = "/sbin/init", ExePath = "/usr/lib/systemd/systemd", Name = "systemd", VirtualPid = 1, SessionId = 1,
            Pgid = 1, VirtualPgid = 1, Capabilities = SceneCapabilities.All, StartNs = StartNs - 24 * HourNs, ExeInode = 1,
            ExeChangedNs = StartNs - 1000 * HourNs,
        };
        AddBefore(Init);
    }

    public SceneUsers Users { get; } = new();

    public Dictionary<string, SceneContainer> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>The host's first process.</summary>
    public SceneProcess Init { get; }

    /// <summary>Time of the event made last.</summary>
    public ulong NowNs { get; set; } = StartNs;

    public int EventCount => _events.Count;

    public IReadOnlyCollection<string> ProcessLabels => _processes.Keys;

    public SceneProcess? Find(string label) => _processes.GetValueOrDefault(label);

    public int NextPid() => ++_lastPid;

    public ulong NextInode() => ++_inode;

    public void AddBefore(SceneProcess process)
    {
        _before.Add(process);
        _processes[process.Label] = process;
    }

    public void Add(SceneProcess process) => _processes[process.Label] = process;

    /// <summary>From here on its name is free.</summary>
    public void Remove(SceneProcess process) => _processes.Remove(process.Label);

    /// <summary>An event a millisecond after the one before.</summary>
    public EventBuilder Event(EventCode code, SceneProcess process) => new(code, NowNs += 1_000_000, process.Pid);

    public void Put(EventBuilder builder) => _events.Add(builder.Build());

    /// <summary>The whole capture file, uncompressed.</summary>
    public byte[] ToCapture()
    {
        using var bytes = new MemoryStream();
        using (var writer = new CaptureFileWriter(bytes, "a test", new CaptureWriterOptions { Compress = false }, Tables))
        {
            foreach (var built in AllEvents()) writer.Write(EventView.Trusted(built, default));
        }

        return bytes.ToArray();
    }

    CaptureSnapshot Tables() => new()
    {
        Machine = new MachineSnapshot(2, 8UL << 30, 1 << 22, "host", StartNs - 48 * HourNs),
        Users = [.. Users.All],
        Groups = [.. Users.All.GroupBy(user => user.Gid).Select(users => new GroupSnapshot(users.Key, users.First().Name))],
        Threads = [.. _before.Select(process => process.Snapshot())],
    };

    /// <summary>Those of the description, and before or between them what the engines tell.</summary>
    IEnumerable<byte[]> AllEvents()
    {
        var news = Containers.Values.Where(container => container.KnownAfter is not null).OrderBy(container => container.KnownAfter).SelectMany(News).ToList();
        var next = 0;
        foreach (var described in _events)
        {
            var time = BitConverter.ToUInt64(described);
            while (next < news.Count && news[next].TimeNs <= time) yield return news[next++].Bytes;
            yield return described;
        }

        while (next < news.Count) yield return news[next++].Bytes;
    }

    IEnumerable<(ulong TimeNs, byte[] Bytes)> News(SceneContainer container)
    {
        var timeNs = StartNs + (ulong)container.KnownAfter!.Value.Ticks * 100;
        var table = new ContainerTable();
        var known = table.Define(Encoding.ASCII.GetBytes(container.Id), container.Engine, container.Detail, timeNs);
        if (ContainerRecord.Format(known) is not { } record) yield break;
        yield return (timeNs, new EventBuilder(EventCode.ContainerEnter, timeNs, -1).Add([.. record, 0]).Build());
        foreach (var user in Users.All)
        {
            yield return (timeNs, new EventBuilder(EventCode.UseraddedEnter, timeNs, -1).Add(user.Uid).Add(user.Gid).Add([.. user.Name, 0])
                .Add([.. user.Home, 0]).Add([.. user.Shell, 0]).Add(container.Id).Build());
        }
    }
}
