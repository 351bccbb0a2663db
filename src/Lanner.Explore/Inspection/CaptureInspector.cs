using System.Buffers;
using System.Text;

using Lanner.Events;
using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Explore.Inspection;

/// <summary>
/// Takes all events of a capture once and counts what <see cref="CaptureReport"/> tells. Everything it keeps is bounded; what it had to
/// drop is counted.
/// </summary>
public sealed class CaptureInspector
{
    const int MaxFiles = 16_384;
    const int MaxConnections = 16_384;
    const int MaxErrors = 4096;
    const int MaxContainers = 4096;
    const int MaxProcesses = 32_768;
    const int LongestName = 1024;

    /// <summary>A connect that did not wait and is under way.</summary>
    const long InProgress = -115;

    readonly long[] _byCode = new long[EventTable.CodeCount];
    readonly Dictionary<int, long> _bySyscall = [];
    readonly BoundedTable<byte[], FileUse> _files = new(MaxFiles, use => use.Opens + (use.BytesRead + use.BytesWritten) / 4096, Utf8Keys.Instance);
    readonly Dictionary<byte[], FileUse>.AlternateLookup<ReadOnlySpan<byte>> _filesByName;
    readonly BoundedTable<ConnectionKey, ConnectionUse> _connections = new(MaxConnections, use => use.Made + use.Failed);
    readonly BoundedTable<(EventCode, int, long), NamedCount> _errors = new(MaxErrors, use => use.Count);
    readonly BoundedTable<Container, NamedCount> _containers = new(MaxContainers, use => use.Count, ReferenceEqualityComparer.Instance);
    readonly ProcessForest _forest = new(MaxProcesses);
    readonly Dictionary<Rule, RuleUse> _rules = [];
    readonly RuleEngine? _engine;
    readonly OutputFormat _callAndError = OutputFormat.Compile("%evt.type %evt.res", new FieldCatalogue(AllFields.Definitions)).Format!;
    readonly OutputMemory _memory = new();
    readonly ArrayBufferWriter<byte> _text = new();
    HostState? _host;
    Container? _lastContainer;
    NamedCount? _lastContainerUse;
    ulong _firstNs;
    ulong _lastNs;
    long _events;
    ulong _second;
    long _inSecond;
    long _alerts;

    /// <param name="rules">Rules that are asked for alerts; null for none.</param>
    public CaptureInspector(RuleSet? rules)
    {
        _filesByName = _files.Entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (rules is not null) _engine = new RuleEngine(rules, CountAlert);
    }

    internal long Events => _events;

    internal (ulong First, ulong Last) Span => (_firstNs, _lastNs);

    /// <summary>The second with most events, and how many.</summary>
    internal (ulong Second, long Events) Busiest { get; private set; }

    internal IEnumerable<(string Name, long Count)> EventsByName => EventTable.All.ToArray()
        .Where(info => info.Code is not (EventCode.SyscallExit or EventCode.SyscallEnterOld0))
        .Select(info => (info.Name, Count: _byCode[(int)info.Code]))
        .Concat(_bySyscall.Select(s => (Name: SyscallTable.Name(s.Key) ?? $"call {s.Key}", Count: s.Value)))
        .Where(e => e.Count > 0).GroupBy(e => e.Name, StringComparer.Ordinal).Select(g => (g.Key, g.Sum(e => e.Count)));

    internal BoundedTable<byte[], FileUse> Files => _files;

    internal BoundedTable<ConnectionKey, ConnectionUse> Connections => _connections;

    internal BoundedTable<(EventCode, int, long), NamedCount> Errors => _errors;

    internal BoundedTable<Container, NamedCount> Containers => _containers;

    internal ProcessForest Forest => _forest;

    internal IReadOnlyDictionary<Rule, RuleUse> Rules => _rules;

    internal bool HasRules => _engine is not null;

    internal HostState? Host => _host;

    /// <summary>Takes an event that state has taken in.</summary>
    public void Take(in EventContext context)
    {
        var view = context.Event;
        if (!ReferenceEquals(context.Host, _host))
        {
            if (_host is not null) _forest.Restart();
            _host = context.Host;
        }

        _engine?.Evaluate(context);
        if (view.Info.Origin == EventOrigin.MetaEvent || view.Origins.StateOnly) return;
        CountTime(view.TimeNs);
        CountName(view);
        if (context.Process is { } process)
        {
            CountProcess(process, view);
            CountContainer(process.Container);
        }

        if (!view.TryGetResult(out var result)) return;
        if (result < 0) CountError(context, result);
        if (context.Descriptor is { } descriptor) CountDescriptor(context, descriptor, result);
    }

    /// <summary>As the engine wants it between events; see <see cref="RuleEngine.ContainersChanged"/>.</summary>
    public void Between(ulong nowNs, IReadOnlyList<Container> changed)
    {
        if (_engine is null) return;
        if (changed.Count > 0) _engine.ContainersChanged(changed);
        _engine.Poll(nowNs);
    }

    /// <summary>All events were taken.</summary>
    public void End()
    {
        _engine?.Flush();
        _forest.SumUp();
        CountTime(0);
    }

    void CountTime(ulong timeNs)
    {
        var second = timeNs / 1_000_000_000;
        if (second != _second)
        {
            if (_inSecond > Busiest.Events) Busiest = (_second, _inSecond);
            _second = second;
            _inSecond = 0;
        }

        if (timeNs == 0) return;
        _inSecond++;
        _events++;
        if (_firstNs == 0 || timeNs < _firstNs) _firstNs = timeNs;
        if (timeNs > _lastNs) _lastNs = timeNs;
    }

    void CountName(in EventView view)
    {
        if (view.Code is EventCode.SyscallExit or EventCode.SyscallEnterOld0)
        {
            // The number comes from the file: only those that have a name are kept apart.
            var call = (int)view.Int64(0);
            if (SyscallTable.Name(call) is null) call = -1;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_bySyscall, call, out _)++;
        }
        else if ((int)view.Code < _byCode.Length)
        {
            _byCode[(int)view.Code]++;
        }
    }

    void CountProcess(Process process, in EventView view)
    {
        _forest.Count(process);
        switch (view.Code)
        {
            case EventCode.ExecveExit or EventCode.ExecveatExit:
                if (view.TryGetResult(out var result) && result >= 0) _forest.Renamed(process, isExec: true);
                break;
            case EventCode.PrctlExit:
                _forest.Renamed(process, isExec: false);
                break;
            case EventCode.ProcexitEnter when process.ThreadCount <= 1:
                _forest.Exited(process);
                break;
        }
    }

    void CountContainer(Container container)
    {
        if (container.IsHost) return;
        if (!ReferenceEquals(container, _lastContainer))
        {
            _lastContainer = container;
            _lastContainerUse = _containers.GetOrAdd(container);
        }

        _lastContainerUse!.Count++;
    }

    void CountError(in EventContext context, long result)
    {
        var generic = context.Event.Code == EventCode.SyscallExit ? (int)context.Event.Int64(0) : -1;
        var key = (context.Event.Code, generic, result);
        var use = _errors.GetOrAdd(key);
        if (use.Count++ > 0) return;
        _text.ResetWrittenCount();
        _callAndError.Format(context, _memory, _text);
        use.Name = Encoding.UTF8.GetString(_text.WrittenSpan);
    }

    void CountDescriptor(in EventContext context, FileDescriptor descriptor, long result)
    {
        var info = context.Event.Info;
        var reads = info.Has(EventFlags.ReadsFromFd);
        var writes = info.Has(EventFlags.WritesToFd);
        if (descriptor.Kind is DescriptorKind.File or DescriptorKind.Directory)
        {
            var opens = result >= 0 && info.Has(EventFlags.CreatesFd);
            if (!opens && (result <= 0 || !reads && !writes) || descriptor.Name.IsEmpty) return;
            var name = descriptor.Name.Length > LongestName ? descriptor.Name[..LongestName] : descriptor.Name;
            if (!_filesByName.TryGetValue(name, out var use)) use = _files.Add(name.ToArray());
            if (opens) use.Opens++;
            else if (writes) use.BytesWritten += result;
            else use.BytesRead += result;
            return;
        }

        if (!descriptor.IsIp || descriptor.DestinationAddress.IsEmpty || descriptor.SourceAddress.IsEmpty) return;
        var makes = context.Event.Code is EventCode.ConnectExit or EventCode.AcceptExit or EventCode.Accept4Exit;
        if (!makes && (result <= 0 || !reads && !writes)) return;
        CountConnection(context, descriptor, result, makes, writes);
    }

    void CountConnection(in EventContext context, FileDescriptor descriptor, long result, bool makes, bool writes)
    {
        var use = _connections.GetOrAdd(
            new ConnectionKey(descriptor.SourceAddress, descriptor.DestinationAddress, descriptor.DestinationPort, descriptor.Transport));
        if (use.Program.Length == 0 && context.Process is { } process)
        {
            use.Program = process.Name;
            use.Container = process.Container.IsHost ? [] : process.Container.Id;
        }

        if (!makes && writes) use.BytesWritten += result;
        else if (!makes) use.BytesRead += result;
        else if (result is >= 0 or InProgress) use.Made++;
        else use.Failed++;
    }

    void CountAlert(Alert alert)
    {
        _alerts++;
        if (!_rules.TryGetValue(alert.Rule, out var use))
            _rules.Add(alert.Rule, use = new RuleUse { FirstNumber = _alerts, FirstNs = alert.TimeNs });
        use.Count++;
    }
}
