using System.Text;
using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Tests;

/// <summary>
/// Fields whose values a test sets and whose readings it counts. A value is a string (text), byte[], long, ulong, bool, double,
/// IpAddress or an array of these; none is missing.
/// </summary>
sealed class FakeFields
{
    readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> _reads = new(StringComparer.Ordinal);

    public FakeFields() => Catalogue = new FieldCatalogue(
    [
        Define("proc.name", FieldType.Text, Lifetime.Image),
        Define("proc.exe", FieldType.Text, Lifetime.Image),
        Define("proc.pname", FieldType.Text, Lifetime.Lineage),
        Define("proc.args", FieldType.Text, Lifetime.Image, FieldArgument.Optional | FieldArgument.Index),
        Define("proc.aname", FieldType.Text, Lifetime.Lineage, FieldArgument.Optional | FieldArgument.Index, isList: true, ListKind.AnyOf),
        Define("proc.duration", FieldType.RelativeTime, Lifetime.Event),
        Define("proc.env", FieldType.Text, Lifetime.Image, FieldArgument.Key | FieldArgument.Optional),
        Define("container.id", FieldType.Text, Lifetime.Image),
        Define("container.image", FieldType.Text, Lifetime.Container),
        Define("container.privileged", FieldType.Bool, Lifetime.Container),
        Define("container.label", FieldType.Text, Lifetime.Container, FieldArgument.Key | FieldArgument.Dotted),
        Define("container.labels", FieldType.Text, Lifetime.Container, isList: true),
        Define("evt.hostname", FieldType.Text, Lifetime.Constant),
        Define("evt.arg", FieldType.Text, Lifetime.Event, FieldArgument.Dotted | FieldArgument.Index),
        Define("evt.rawtime", FieldType.AbsoluteTime, Lifetime.Event),
        Define("evt.buffer", FieldType.Bytes, Lifetime.Event),
        Define("evt.count", FieldType.Unsigned, Lifetime.Event),
        Define("evt.time", FieldType.Text, Lifetime.Event),
        Define("evt.dir", FieldType.Text, Lifetime.Event, deprecated: "nothing takes its place"),
        Define("evt.outputtime", FieldType.Text, Lifetime.Event, outputOnly: true),
        Define("evt.failed", FieldType.Bool, Lifetime.Event),
        Define("fd.name", FieldType.Text, Lifetime.Descriptor),
        Define("fd.nameraw", FieldType.Text, Lifetime.Event),
        Define("fd.num", FieldType.Integer, Lifetime.Event),
        Define("fd.port", FieldType.Port, Lifetime.Event, isList: true, kind: ListKind.Ends),
        Define("fd.sport", FieldType.Port, Lifetime.Event),
        Define("fd.ip", FieldType.IpAddress, Lifetime.Event, isList: true, kind: ListKind.Ends),
        Define("fd.sip", FieldType.IpAddress, Lifetime.Event),
        Define("fd.cip", FieldType.IpAddress, Lifetime.Event),
        Define("fd.snet", FieldType.IpNetwork, Lifetime.Event),
        Define("fd.types", FieldType.Text, Lifetime.Event, isList: true),
        Define("proc.fdusage", FieldType.Real, Lifetime.Event),
        EventType("evt.type"),
        EventType("syscall.type"),
    ]);

    public FieldCatalogue Catalogue { get; }

    public object? this[string field]
    {
        set
        {
            if (value is null) _values.Remove(field);
            else _values[field] = value;
        }
    }

    /// <summary>How often a field was read since the last call.</summary>
    public int TakeReads(string field)
    {
        _reads.Remove(field, out var count);
        return count;
    }

    FieldDefinition Define(string name, FieldType type, Lifetime lifetime, FieldArgument argument = FieldArgument.Optional,
        bool isList = false, ListKind kind = ListKind.List, string? deprecated = null, bool outputOnly = false)
    {
        FieldDefinition definition = null!;
        return definition = new FieldDefinition
        {
            Name = name,
            Type = type,
            Lifetime = lifetime,
            Argument = argument,
            IsList = isList,
            ListKind = kind,
            Description = name,
            Deprecated = deprecated,
            OutputOnly = outputOnly,
            Create = text => (new FakeField(this, text is null && isList)
            {
                Definition = definition,
                Text = text is null ? name : char.IsAsciiDigit(text[0]) || (argument & FieldArgument.Dotted) == 0 ? $"{name}[{text}]" : $"{name}.{text}",
            }, null),
        };
    }

    static FieldDefinition EventType(string name)
    {
        FieldDefinition definition = null!;
        return definition = new FieldDefinition
        {
            Name = name,
            Type = FieldType.Text,
            Lifetime = Lifetime.Event,
            Description = name,
            Create = _ => (new EventTypeField { Definition = definition, Text = name }, null),
        };
    }

    sealed class FakeField(FakeFields fields, bool isList) : Field
    {
        public override bool IsList => isList;

        public override bool TryGet(in EventContext context, int index, ref FieldValue value)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(fields._reads, Text, out _)++;
            if (!fields._values.TryGetValue(Text, out var found)) return false;
            if (isList && found is object[] all) return index < all.Length && Take(all[index], ref value);
            return index == 0 && Take(found, ref value);
        }

        static bool Take(object found, ref FieldValue value)
        {
            switch (found)
            {
                case string text: value.Text = Encoding.UTF8.GetBytes(text); break;
                case byte[] bytes: value.Text = bytes; break;
                case long number: value.Number = number; break;
                case ulong number: value.Number = (long)number; break;
                case int number: value.Number = number; break;
                case bool truth: value.Number = truth ? 1 : 0; break;
                case double real: value.Real = real; break;
                default: value.Address = (IpAddress)found; break;
            }

            return true;
        }
    }

    sealed class EventTypeField : Field
    {
        public override bool TryGet(in EventContext context, int index, ref FieldValue value)
        {
            if (index > 0) return false;
            var info = context.Event.Info;
            if (Definition.Name == "syscall.type" && info.Origin != EventOrigin.Syscall) return false;
            value.Text = info.NameUtf8;
            if (info.Name == "syscall" && SyscallTable.Name((int)context.Event.Int64(0, -1)) is { } name) value.Text = Encoding.UTF8.GetBytes(name);
            return true;
        }
    }
}
