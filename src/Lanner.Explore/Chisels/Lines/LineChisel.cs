using System.Buffers;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>A chisel that prints a line, or a few, for each event it is shown.</summary>
/// <param name="usual">The form of data where the user chose none.</param>
abstract class LineChisel(ChiselSurroundings surroundings, DataForm usual = DataForm.Points) : Chisel(surroundings)
{
    readonly FieldText _time = new();
    readonly FieldText _container = new();
    readonly FieldText _process = new();
    readonly FieldText _descriptor = new();
    readonly Field _clock = surroundings.Field("evt.time.s");
    readonly Field _fineClock = surroundings.Field("evt.time");
    readonly Field _moment = surroundings.Field("evt.datetime");
    readonly Field _containerName = surroundings.Field("container.name");
    readonly Field _name = surroundings.Field("proc.name");
    readonly Field _descriptorName = surroundings.Field("fd.name");

    readonly ArrayBufferWriter<byte> _data = new();
    readonly OutputMemory _memory = new()
    {
        Form = surroundings.Form.Data == DataForm.Points ? surroundings.Form with { Data = usual } : surroundings.Form,
    };
    readonly OutputFormat _buffer = OutputFormat.Compile("*%evt.buffer", surroundings.Catalogue).Format!;

    /// <summary>The data of a call in the form that the user chose: the chisel's usual one, if none.</summary>
    protected ReadOnlySpan<byte> Shown(scoped in EventContext context)
    {
        _data.ResetWrittenCount();
        return _buffer.Format(context, _memory, _data) ? _data.WrittenSpan : default;
    }

    protected bool ShowsContainers => Surroundings.ShowContainers;

    /// <summary>What stands for a value that is missing.</summary>
    protected static ReadOnlySpan<byte> Missing => "<NA>"u8;

    /// <summary>Local time of day in whole seconds. This and the texts below are valid until the same is asked of another event.</summary>
    protected ReadOnlySpan<byte> Clock(scoped in EventContext context) => _time.Read(_clock, context);

    /// <summary>Local time of day with nanoseconds.</summary>
    protected ReadOnlySpan<byte> FineClock(scoped in EventContext context) => _time.Read(_fineClock, context);

    /// <summary>Local date and time with nanoseconds.</summary>
    protected ReadOnlySpan<byte> Moment(scoped in EventContext context) => _time.Read(_moment, context);

    protected ReadOnlySpan<byte> ContainerName(scoped in EventContext context) =>
        _container.Read(_containerName, context) is { IsEmpty: false } name ? name : Missing;

    /// <summary><c>host</c> outside of containers.</summary>
    protected static ReadOnlySpan<byte> ContainerId(scoped in EventContext context) => context.Process is { } process ? process.Container.Id : Missing;

    protected ReadOnlySpan<byte> ProcessName(scoped in EventContext context) => _process.Read(_name, context) is { IsEmpty: false } name ? name : Missing;

    protected ReadOnlySpan<byte> DescriptorName(scoped in EventContext context) =>
        context.Descriptor is null ? Missing : _descriptor.Read(_descriptorName, context);

    protected static bool IsInContainer(scoped in EventContext context) => context.Process is { Container.IsHost: false };

    /// <summary>Green for what happens on the host, blue for what happens in a container.</summary>
    protected static ReadOnlySpan<byte> ColourOfPlace(scoped in EventContext context) => IsInContainer(context) ? Colour.Blue : Colour.Green;
}
