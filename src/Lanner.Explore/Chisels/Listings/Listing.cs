using System.Buffers.Binary;

using Lanner.Events;
using Lanner.Explore.Printing;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Explore.Chisels;

/// <summary>
/// What stands at one moment: live when capturing has begun, in a capture at its first event; with a condition on events at the first that
/// matches. Nothing is looked at after that.
/// </summary>
abstract class Listing(ChiselSurroundings surroundings) : Chisel(surroundings)
{
    public override bool IsListing => true;

    public override void OnStart(HostState host)
    {
        if (Surroundings.IsLive && string.IsNullOrWhiteSpace(Surroundings.UserFilter)) Show(host);
    }

    public override void OnEvent(in EventContext context)
    {
        if (!IsDone) Show(context.Host);
    }

    public override void OnEnd(ChiselMoment moment)
    {
        if (!IsDone && !Output.Json) Output.Add("no event matches, so there is no moment to list"u8).EndLine();
    }

    protected abstract void List(HostState host);

    void Show(HostState host)
    {
        List(host);
        IsDone = true;
    }

    /// <summary>The name of a process's user, or its number.</summary>
    protected static byte[] UserName(HostState host, Process process) => host.Users.TryGetUser(process, process.Uid, out var user)
        ? user.Name : System.Text.Encoding.UTF8.GetBytes(process.Uid == uint.MaxValue ? "<NA>" : $"{process.Uid}");

    /// <summary>All threads of which more is known than the number, by their numbers.</summary>
    protected static List<ProcessThread> Threads(HostState host) =>
        [.. host.Processes.All.Where(process => process.Name.Length > 0).SelectMany(process => process.Threads).Where(thread => !thread.HasExited).OrderBy(thread => thread.Tid)];
}

/// <summary>A condition on what stands: asked as if each descriptor were just used by its thread.</summary>
sealed class StandingFilter
{
    readonly EventFilter? _filter;
    readonly FieldScratch _scratch = new();
    readonly byte[] _event = new EventBuilder(EventCode.ReadExit, 0, 0).Build();
    ulong _number;

    /// <exception cref="ChiselException">The text is no condition.</exception>
    public StandingFilter(string? text, ChiselSurroundings surroundings)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        var set = new PredicateSet();
        var compiled = new FilterCompiler(surroundings.Catalogue, set).Compile(text);
        if (compiled.Filter is null)
            throw new ChiselException(DiagnosticCaret.Render("its filter", text, compiled.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)));
        _filter = new EventFilter(compiled.Filter, set);
    }

    /// <summary>Nothing is left out.</summary>
    public bool IsOpen => _filter is null;

    /// <param name="descriptor">Null for the thread alone.</param>
    public bool Matches(HostState host, ProcessThread thread, FileDescriptor? descriptor) =>
        _filter is null || _filter.Matches(Context(host, thread, descriptor));

    /// <summary>An event as if the thread had just used the descriptor, for reading fields.</summary>
    public EventContext Context(HostState host, ProcessThread thread, FileDescriptor? descriptor)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_event, host.PreviousEventNs);
        BinaryPrimitives.WriteInt64LittleEndian(_event.AsSpan(8), thread.Tid);
        return new EventContext(EventView.Trusted(_event, default), host, new EventSubject(thread, descriptor), ++_number, _scratch);
    }
}
