using System.Text;

using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

/// <summary>A small host whose processes and descriptors tests set by hand, and readers for the fields of its events.</summary>
sealed class Scene
{
    public const ulong Time = 1_700_000_000_123_456_789;

    static readonly FieldCatalogue s_catalogue = new(Filters.Fields.AllFields.Definitions);

    readonly FieldScratch _scratch = new();
    byte[] _event = new EventBuilder(EventCode.ReadExit, Time, 42).Add(0).Build();

    public Scene()
    {
        Process = new Process(42) { ParentPid = 7 };
        Thread = new ProcessThread(42, Process);
    }

    public HostState Host { get; init; } = new();

    public Process Process { get; set; }

    public ProcessThread? Thread { get; set; }

    public FileDescriptor? Descriptor { get; set; }

    public EventOrigins Origins { get; set; }

    /// <summary>The event that fields are read of; without a call an empty read.</summary>
    public Scene On(EventBuilder builder)
    {
        _event = builder.Build();
        return this;
    }

    public Scene On(byte[] bytes)
    {
        _event = bytes;
        return this;
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A list as state keeps it: each text with a closing zero.</summary>
    public static byte[] Zeros(params string[] texts) => Utf8(string.Concat(texts.Select(text => text + '\0')));

    public static Field Field(string text)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var (name, argument) = bracket < 0 ? (text, null) : (text[..bracket], text[(bracket + 1)..^1]);
        var resolution = s_catalogue.Resolve(name, argument);
        Assert.True(resolution.Field is not null, $"{text}: {resolution.Message}");
        return resolution.Field;
    }

    public static string Problem(string name, string? argument = null)
    {
        var resolution = s_catalogue.Resolve(name, argument);
        Assert.Null(resolution.Field);
        return resolution.Message;
    }

    /// <summary>The value as text whatever its type, values of lists with commas between, null for none.</summary>
    public string? Read(string field) => Read(Field(field));

    public string? Read(Field field)
    {
        var subject = new EventSubject(Thread, Descriptor);
        var context = new EventContext(EventView.Trusted(_event, Origins), Host, subject, 5, _scratch);
        List<string>? values = null;
        for (var i = 0; i < 1000; i++)
        {
            var value = new FieldValue();
            if (!field.TryGet(in context, i, ref value)) break;
            (values ??= []).Add(Show(field.Type, in value));
            if (!field.IsList) break;
        }

        return values is null ? null : string.Join(',', values);
    }

    static string Show(FieldType type, in FieldValue value) => type switch
    {
        FieldType.Text => Encoding.UTF8.GetString(value.Text),
        FieldType.Bytes => Convert.ToHexString(value.Text),
        FieldType.Real => value.Real.ToString("0.###"),
        FieldType.IpAddress or FieldType.IpNetwork => value.Address.ToString(),
        FieldType.Bool => value.Number != 0 ? "true" : "false",
        FieldType.Unsigned => ((ulong)value.Number).ToString(),
        _ => value.Number.ToString(),
    };
}
