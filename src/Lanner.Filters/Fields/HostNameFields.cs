using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>
/// A field whose values are host names that must be resolved before one can be equal. Whoever compiles a comparison with it says
/// which names are written there.
/// </summary>
public interface IHostNameField
{
    /// <summary>A rule compares the field with this name.</summary>
    void Expect(string name);
}

/// <summary>Host names of the ends of a socket: of those in rules, the ones that have its address.</summary>
static class HostNameFields
{
    public static IEnumerable<FieldDefinition> All(HostNames names) =>
    [
        Define(names, "fd.cip.name", "client", static descriptor => SocketEnd.Client(descriptor)),
        Define(names, "fd.sip.name", "server", static descriptor => SocketEnd.Server(descriptor)),
        Define(names, "fd.lip.name", "local end", static descriptor => SocketEnd.Local(descriptor)),
        Define(names, "fd.rip.name", "remote end", static descriptor => SocketEnd.Remote(descriptor)),
    ];

    /// <summary>For each event: names get other addresses without the descriptor changing.</summary>
    static FieldDefinition Define(HostNames names, string name, string who, Func<FileDescriptor, SocketEnd?> end)
    {
        FieldDefinition definition = null!;
        definition = new FieldDefinition
        {
            Name = name,
            Type = FieldType.Text,
            Lifetime = Lifetime.Event,
            IsList = true,
            ListKind = ListKind.AnyOf,
            Description = $"Host names of the {who}: of the names in rules, those that have its address now.",
            Create = argument => argument is null
                ? (new NameField(names, end) { Definition = definition, Text = name }, null)
                : (null, $"{name} takes no argument"),
        };
        return definition;
    }

    sealed class NameField(HostNames names, Func<FileDescriptor, SocketEnd?> end) : Field, IHostNameField
    {
        public void Expect(string name) => names.Register(name);

        public override bool TryGet(in EventContext context, int index, ref FieldValue value)
        {
            if (context.Descriptor is not { IsIp: true } descriptor || end(descriptor) is not { } found) return false;
            return names.TryGetName(found.Address, index, out var name) && value.Set(name);
        }
    }
}
