using System.Text;
using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Tests;

/// <summary>One set of filters over fake fields, and a small host to evaluate them on.</summary>
sealed class TestBench
{
    ulong _number;
    Evaluator? _evaluator;

    public FakeFields Fields { get; } = new();

    public PredicateSet Set { get; } = new();

    public HostState Host { get; init; } = new();

    public FieldScratch Scratch { get; } = new();

    public CompiledFilter Compile(string text)
    {
        var result = TryCompile(text);
        Assert.DoesNotContain(result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        return result.Filter!;
    }

    public CompileResult TryCompile(string text) => new FilterCompiler(Fields.Catalogue, Set).Compile(text);

    /// <summary>The outcome for a new event of that code, by that process.</summary>
    public Truth Ask(CompiledFilter filter, ProcessThread? thread = null, EventCode code = EventCode.OpenExit, bool sameEvent = false,
        FileDescriptor? descriptor = null)
    {
        if (!sameEvent) _number++;
        return filter.Evaluate(Context(thread, code, descriptor), _evaluator ??= new Evaluator(Set));
    }

    public bool Matches(string text) => Ask(Compile(text)) == Truth.True;

    public EventContext Context(ProcessThread? thread = null, EventCode code = EventCode.OpenExit, FileDescriptor? descriptor = null) =>
        new(View(new EventBuilder(code, 1_000_000_007, thread?.Tid ?? -1)), Host, new EventSubject(thread, descriptor), _number, Scratch);

    public static EventView View(EventBuilder builder)
    {
        Assert.True(EventView.TryRead(builder.Build(), default, out var view));
        return view;
    }

    /// <summary>A process made known to the host.</summary>
    public ProcessThread Seed(int pid, string name, int parent = 1, string cgroups = "")
    {
        Host.Seed([new ThreadSnapshot
        {
            Tid = pid, Pid = pid, ParentPid = parent, Name = Encoding.UTF8.GetBytes(name), Cgroups = Encoding.UTF8.GetBytes(cgroups),
        }]);
        return Find(pid);
    }

    public ProcessThread Find(int pid) => Apply(new EventBuilder(EventCode.CloseExit, 2, pid).Add(0).Add(9)).Thread!;

    /// <summary>A process runs a new program.</summary>
    public EventSubject Exec(int pid, int parent, string name) => Apply(new EventBuilder((EventCode)293, 2, pid)
        .Set("res", 0).Set("exe", name).Set("args", ReadOnlySpan<byte>.Empty).Set("tid", pid).Set("pid", pid).Set("ptid", parent).Set("comm", name));

    public EventSubject Apply(EventBuilder builder)
    {
        var view = View(builder);
        var subject = Host.Apply(view);
        Host.Complete(view);
        return subject;
    }
}
