using Lanner.Events;
using Lanner.Filters.Fields;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

public sealed class AllFieldsTests
{
    public static TheoryData<string, string, string> KnownFields()
    {
        var rows = new TheoryData<string, string, string>();
        using var reader = new StreamReader(typeof(AllFieldsTests).Assembly.GetManifestResourceStream("falco-fields.tsv")!);
        reader.ReadLine();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var cells = line.Split('\t');
            rows.Add(cells[0], cells[1], cells[2]);
        }

        return rows;
    }

    [Fact]
    public void Names_are_unique_and_all_of_them_are_described()
    {
        Assert.True(AllFields.Definitions.Count >= 319);
        Assert.Equal(AllFields.Definitions.Count, AllFields.Definitions.Select(field => field.Name).Distinct().Count());
        foreach (var field in AllFields.Definitions)
        {
            Assert.True(field.Description.EndsWith('.'), $"{field.Name}: {field.Description}");
            Assert.True(field.Description.Length is > 10 and < 200, $"{field.Name}: {field.Description}");
            Assert.False(field.Deprecated?.EndsWith('.') ?? false, field.Name);
        }
    }

    [Theory, MemberData(nameof(KnownFields))]
    public void Fields_that_rules_know_have_their_type_and_argument(string name, string type, string argument)
    {
        var field = Assert.Single(AllFields.Definitions, field => field.Name == name);
        if (type != "dyn") Assert.Equal(TypeOf(type), field.Type);
        Assert.Equal(ArgumentOf(argument), field.Argument);
    }

    [Fact]
    public void Every_field_reads_an_event_without_anything()
    {
        var scene = new Scene { Thread = null };
        foreach (var field in Made()) scene.Read(field);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Every_field_reads_events_of_any_content(int seed)
    {
        var random = new Random(seed);
        var fields = Made().ToList();
        var codes = EventTable.All.ToArray().Where(info => info.Status != EventStatus.Unused).ToList();
        var host = new HostState();
        for (var round = 0; round < 400; round++)
        {
            var info = codes[random.Next(codes.Count)];
            var builder = new EventBuilder(info.Code, (ulong)random.NextInt64(), random.Next(1, 5));
            foreach (var parameter in info.Parameters) builder.Add(Content(random, parameter.Type));
            var bytes = builder.Build();
            Assert.True(EventView.TryRead(bytes, default, out var view));
            var subject = host.Apply(view);
            var scene = new Scene { Host = host, Thread = subject.Thread, Descriptor = subject.Descriptor }.On(bytes);
            foreach (var field in fields) scene.Read(field);
            host.Complete(view);
        }
    }

    [Fact]
    public void A_field_says_what_argument_it_wants()
    {
        Assert.Contains("no event has a parameter", Scene.Problem("evt.arg.nonsense"));
        Assert.Contains("no argument", Scene.Problem("proc.name", "1"));
        Assert.Contains("needs an argument", Scene.Problem("evt.arg"));
        Assert.Contains("number", Scene.Problem("proc.aname", "x"));
        Assert.Contains("number", Scene.Problem("proc.aname", "99999999"));
        Assert.Contains(".src", Scene.Problem("evt.abspath.other"));
        Assert.Contains("no event", Scene.Problem("evt.type.is.nonsense"));
    }

    [Fact]
    public void Texts_of_fields_are_what_rules_write()
    {
        foreach (var text in new[]
        {
            "evt.arg.flags", "evt.arg[1]", "proc.aname[2]", "proc.aname", "proc.env[LD_PRELOAD]", "evt.abspath.src", "evt.type.is.open",
            "container.mount.dest[/proc*]", "fd.types[1]", "evt.rawarg.res", "thread.cgroup.cpu", "proc.args[0]", "k8smeta.pod.label[app]",
        })
        {
            Assert.Equal(text, Scene.Field(text).Text);
        }
    }

    /// <summary>Each field with an argument of each kind that it takes.</summary>
    static IEnumerable<Field> Made()
    {
        foreach (var definition in AllFields.Definitions)
        {
            var made = new[] { null, "1", "flags", "cpu", "src", "res", "data" }
                .Where(argument => argument is null || (definition.Argument & ~FieldArgument.Optional) != 0)
                .Select(argument => definition.Create(argument).Field).OfType<Field>().ToList();
            Assert.True(made.Count > 0, $"{definition.Name} cannot be made");
            foreach (var field in made) yield return field;
        }
    }

    static byte[] Content(Random random, ParameterType type)
    {
        var width = EventBuilder.WidthOf(type);
        var bytes = new byte[random.Next(10) == 0 ? 0 : width > 0 && random.Next(10) > 0 ? width : random.Next(60)];
        random.NextBytes(bytes);
        // Small numbers, so that descriptors and processes meet again.
        if (width > 0 && bytes.Length == width && random.Next(2) == 0)
        {
            bytes.AsSpan().Clear();
            bytes[0] = (byte)random.Next(12);
        }
        else if (type is ParameterType.FsPath or ParameterType.FsRelPath or ParameterType.CharBuf && bytes.Length > 0)
        {
            bytes[0] = (byte)"/.a"[random.Next(3)];
            bytes[^1] = 0;
        }
        else if (type is ParameterType.SockTuple or ParameterType.SockAddr && bytes.Length > 0)
        {
            bytes[0] = (byte)(random.Next(3) switch { 0 => 1, 1 => 2, _ => 10 });
        }

        return bytes;
    }

    static FieldType TypeOf(string type) => type switch
    {
        "charbuf" or "string" => FieldType.Text,
        "bytebuf" => FieldType.Bytes,
        "int16" or "int32" or "int64" => FieldType.Integer,
        "uint32" or "uint64" => FieldType.Unsigned,
        "bool" => FieldType.Bool,
        "double" => FieldType.Real,
        "reltime" => FieldType.RelativeTime,
        "abstime" => FieldType.AbsoluteTime,
        "port" => FieldType.Port,
        "ipaddr" => FieldType.IpAddress,
        "ipnet" => FieldType.IpNetwork,
        _ => throw new InvalidDataException(type),
    };

    static FieldArgument ArgumentOf(string forms)
    {
        var argument = FieldArgument.None;
        foreach (var form in forms.Split('|'))
        {
            argument |= form switch
            {
                "none" or "(none)" => FieldArgument.Optional,
                "[N]" or "[FD]" or "[TS]" => FieldArgument.Index,
                "[NAME]" or "[KEY]" or "[SOURCE-GLOB]" or "[DEST-GLOB]" => FieldArgument.Key,
                ".NAME" or ".CODE" or ".KEY" or ".SUBSYS" or ".src" or ".dst" => FieldArgument.Dotted,
                _ => throw new InvalidDataException(form),
            };
        }

        return argument;
    }
}
