using System.Buffers;
using Lanner.Alerts;
using Lanner.Events;
using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Endurance;

/// <summary>State and rules of one host over events without end, as a watch has them; alerts are put into JSON and thrown away.</summary>
sealed class Judge : IEventConsumer
{
    /// <summary>Events between two looks at what waits, as in a watch.</summary>
    const int Batch = 4096;

    readonly FieldScratch _scratch = new();
    readonly ArrayBufferWriter<byte> _line = new(4096);
    readonly JsonAlertFormat _format = new();
    readonly RuleEngine _engine;

    public Judge(ITale tale, RuleSet rules, StateOptions? state = null, ContainerTableOptions? containers = null, RuleEngineOptions? engine = null)
    {
        Host = new HostState(state, containers: new ContainerTable(containers ?? new ContainerTableOptions { RecordsFollow = true }));
        Host.SeedUsers(tale.Beginning.Users);
        Host.SeedGroups(tale.Beginning.Groups);
        Host.Seed(tale.Beginning.Threads);
        _engine = new RuleEngine(rules, Write, engine);
    }

    public HostState Host { get; }

    public long Events { get; private set; }

    public long Alerts { get; private set; }

    /// <exception cref="ArgumentException">The rules are wrong; the message tells all that is.</exception>
    public static RuleSet Load(IEnumerable<string> paths)
    {
        var builder = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions));
        foreach (var path in paths) builder.AddPath(path);
        var result = builder.Build();
        return result.RuleSet ?? throw new ArgumentException(result.ToText());
    }

    public void OnEvent(in EventView view)
    {
        var subject = Host.Apply(view);
        var context = new EventContext(view, Host, subject, (ulong)++Events, _scratch);
        _engine.Evaluate(context);
        Host.Complete(view);
        if (Events % Batch != 0) return;
        if (Host.Drain(view.TimeNs)) _engine.ContainersChanged(Host.Containers.Changed);
        _engine.Poll(view.TimeNs);
    }

    void Write(Alert alert)
    {
        Alerts++;
        _line.ResetWrittenCount();
        _format.Write(alert, _line);
    }
}
